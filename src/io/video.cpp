// SPDX-License-Identifier: MIT
#include "io/video.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

namespace spindash {

namespace fs = std::filesystem;

namespace {

std::string av_text(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

int check(int code, const fs::path& file, std::string_view doing) {
  if (code < 0) throw Error(file.string(), fmt::format("cannot {}: {}", doing, av_text(code)));
  return code;
}

struct Free {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  void operator()(SwsContext* context) const { sws_freeContext(context); }
  void operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
  void operator()(AVFilterInOut* ends) const { avfilter_inout_free(&ends); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

struct CloseOutput {
  void operator()(AVFormatContext* context) const {
    avio_closep(&context->pb);
    avformat_free_context(context);
  }
};
struct CloseInput {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};

Owned<SwsContext> make_scaler(const AVFrame& from, const AVFrame& to) {
  return Owned<SwsContext>(sws_getContext(from.width, from.height, static_cast<AVPixelFormat>(from.format), to.width,
                                          to.height, static_cast<AVPixelFormat>(to.format), SWS_BICUBIC, nullptr,
                                          nullptr, nullptr));
}

/// How RGB frames become a file: what they pass through, and what writes them.
struct Format {
  const char *container, *codec, *options, *graph;
  const char* missing;  ///< what to say where the codec is not there
};
constexpr Format kMp4 = {"mp4", "libx264", "preset=veryfast:crf=20", "format=yuv420p",
                         "this libavcodec has no H.264 encoder (libx264)"};
// A GIF's clock counts hundredths of a second, and viewers slow down what is fast.
constexpr Format kGif = {"gif", "gif", "",
                         "fps=fps=min(source_fps\\,20),split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none",
                         "this libavcodec has no GIF encoder"};

}  // namespace

struct VideoWriter::State {
  fs::path file, temporary;
  Format format = kMp4;
  std::unique_ptr<AVFormatContext, CloseOutput> container;
  Owned<AVFilterGraph> graph;
  AVFilterContext *source = nullptr, *sink = nullptr;  // the graph's
  Owned<AVCodecContext> codec;
  AVStream* stream = nullptr;  // the container's
  Owned<AVFrame> rgb, filtered;
  Owned<AVPacket> packet;
  long long frames = 0;
  bool finished = false;

  void open_container() {
    AVFormatContext* made = nullptr;
    check(avformat_alloc_output_context2(&made, nullptr, format.container, temporary.c_str()), file, "write it");
    container.reset(made);
    check(avio_open(&made->pb, temporary.c_str(), AVIO_FLAG_WRITE), file, "write it");
  }

  void open_graph(int width, int height, int fps) {
    graph.reset(avfilter_graph_alloc());
    const std::string what = fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/{}:frame_rate={}", width, height,
                                         static_cast<int>(AV_PIX_FMT_RGB24), fps, fps);
    check(
        avfilter_graph_create_filter(&source, avfilter_get_by_name("buffer"), "in", what.c_str(), nullptr, graph.get()),
        file, "take frames");
    check(avfilter_graph_create_filter(&sink, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr, graph.get()),
          file, "take frames");
    const auto end = [](AVFilterContext* filter, const char* name) {
      AVFilterInOut* made = avfilter_inout_alloc();
      made->name = av_strdup(name);
      made->filter_ctx = filter;
      return made;
    };
    AVFilterInOut *outputs = end(source, "in"), *inputs = end(sink, "out");
    const int code = avfilter_graph_parse_ptr(graph.get(), format.graph, &inputs, &outputs, nullptr);
    const Owned<AVFilterInOut> left_outputs(outputs), left_inputs(inputs);
    check(code, file, "convert frames");
    check(avfilter_graph_config(graph.get(), nullptr), file, "convert frames");
  }

  void open_codec() {
    const AVCodec* encoder = avcodec_find_encoder_by_name(format.codec);
    if (encoder == nullptr) throw Error(file.string(), format.missing, "install one that has, as Debian's is");
    codec.reset(avcodec_alloc_context3(encoder));
    codec->width = av_buffersink_get_w(sink);
    codec->height = av_buffersink_get_h(sink);
    codec->time_base = av_buffersink_get_time_base(sink);
    codec->framerate = av_buffersink_get_frame_rate(sink);
    codec->pix_fmt = static_cast<AVPixelFormat>(av_buffersink_get_format(sink));
    codec->thread_count = 2;
    if ((container->oformat->flags & AVFMT_GLOBALHEADER) != 0) codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (*format.options != 0)
      check(av_set_options_string(codec->priv_data, format.options, "=", ":"), file, "set up the encoder");
    check(avcodec_open2(codec.get(), encoder, nullptr), file, "open the encoder");
    stream = avformat_new_stream(container.get(), nullptr);
    check(stream == nullptr ? AVERROR(ENOMEM) : 0, file, "add a video stream");
    stream->time_base = codec->time_base;
    stream->avg_frame_rate = codec->framerate;
    check(avcodec_parameters_from_context(stream->codecpar, codec.get()), file, "describe the video stream");
    check(avformat_write_header(container.get(), nullptr), file, "write it");
  }

  /// Null: no more frames come.
  void push(AVFrame* frame) {
    check(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF), file, "convert a frame");
    for (;;) {
      const int code = av_buffersink_get_frame(sink, filtered.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) break;
      check(code, file, "convert a frame");
      filtered->pict_type = AV_PICTURE_TYPE_NONE;
      encode(filtered.get());
      av_frame_unref(filtered.get());
    }
    if (frame == nullptr) encode(nullptr);
  }

  /// Null: no more frames come.
  void encode(const AVFrame* frame) {
    check(avcodec_send_frame(codec.get(), frame), file, "encode a frame");
    for (;;) {
      const int code = avcodec_receive_packet(codec.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
      check(code, file, "encode a frame");
      av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
      packet->stream_index = stream->index;
      check(av_interleaved_write_frame(container.get(), packet.get()), file, "write it");
    }
  }
};

VideoWriter::VideoWriter(fs::path file, int width, int height, int fps) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.file = std::move(file);
  if (width <= 0 || height <= 0 || width % 2 != 0 || height % 2 != 0 || fps <= 0) {
    throw Error(state.file.string(),
                fmt::format("a video of {}x{} at {} frames a second cannot be encoded", width, height, fps),
                "sides must be even");
  }
  av_log_set_level(AV_LOG_ERROR);
  if (state.file.extension() == ".gif") state.format = kGif;
  state.temporary = state.file.parent_path() / fmt::format(".{}.partial-{}", state.file.filename().string(), getpid());
  state.open_container();
  state.open_graph(width, height, fps);
  state.open_codec();
  state.rgb.reset(av_frame_alloc());
  state.rgb->format = AV_PIX_FMT_RGB24;
  state.rgb->width = width;
  state.rgb->height = height;
  state.filtered.reset(av_frame_alloc());
  state.packet.reset(av_packet_alloc());
}

VideoWriter::~VideoWriter() {
  if (!state_ || state_->finished) return;
  state_->container.reset();
  std::error_code ignored;
  fs::remove(state_->temporary, ignored);
}

long long VideoWriter::frames() const {
  return state_->frames;
}

void VideoWriter::add(const Picture& frame) {
  State& state = *state_;
  AVFrame& rgb = *state.rgb;
  if (frame.width != rgb.width || frame.height != rgb.height) {
    throw Error(state.file.string(), fmt::format("a frame of {}x{} does not fit a video of {}x{}", frame.width,
                                                 frame.height, rgb.width, rgb.height));
  }
  // The graph may hold what it was given: each frame has memory of its own.
  av_buffer_unref(&rgb.buf[0]);
  check(av_frame_get_buffer(&rgb, 0), state.file, "hold a frame");
  for (int y = 0; y < frame.height; ++y) {
    std::copy_n(frame.at(0, y), static_cast<std::ptrdiff_t>(frame.width) * 3,
                rgb.data[0] + static_cast<std::ptrdiff_t>(y) * rgb.linesize[0]);
  }
  rgb.pts = state.frames++;
  state.push(&rgb);
}

void VideoWriter::finish() {
  State& state = *state_;
  if (state.finished) return;
  state.push(nullptr);
  check(av_write_trailer(state.container.get()), state.file, "write it");
  check(avio_closep(&state.container->pb), state.file, "write it");
  state.container.reset();
  std::error_code error;
  fs::rename(state.temporary, state.file, error);
  if (error) throw Error(state.file.string(), "cannot write it: " + error.message());
  state.finished = true;
}

namespace {

struct VideoReader {
  std::unique_ptr<AVFormatContext, CloseInput> container;
  Owned<AVCodecContext> codec;
  int stream = 0;
};

VideoReader open_video(const fs::path& file) {
  av_log_set_level(AV_LOG_FATAL);
  VideoReader reader;
  AVFormatContext* made = nullptr;
  check(avformat_open_input(&made, file.c_str(), nullptr, nullptr), file, "read it as a video");
  reader.container.reset(made);
  check(avformat_find_stream_info(made, nullptr), file, "read it as a video");
  const AVCodec* decoder = nullptr;
  reader.stream = check(av_find_best_stream(made, AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0), file, "find a video in it");
  reader.codec.reset(avcodec_alloc_context3(decoder));
  check(avcodec_parameters_to_context(reader.codec.get(), made->streams[reader.stream]->codecpar), file, "decode it");
  check(avcodec_open2(reader.codec.get(), decoder, nullptr), file, "decode it");
  return reader;
}

Picture to_picture(const AVFrame& frame) {
  Owned<AVFrame> rgb(av_frame_alloc());
  rgb->format = AV_PIX_FMT_RGB24;
  rgb->width = frame.width;
  rgb->height = frame.height;
  av_frame_get_buffer(rgb.get(), 0);
  sws_scale(make_scaler(frame, *rgb).get(), frame.data, frame.linesize, 0, frame.height, rgb->data, rgb->linesize);
  Picture picture(frame.width, frame.height);
  for (int y = 0; y < frame.height; ++y) {
    std::copy_n(rgb->data[0] + static_cast<std::ptrdiff_t>(y) * rgb->linesize[0],
                static_cast<std::ptrdiff_t>(frame.width) * 3, picture.at(0, y));
  }
  return picture;
}

}  // namespace

VideoInfo inspect_video(const fs::path& file) {
  const VideoReader reader = open_video(file);
  const AVStream& stream = *reader.container->streams[reader.stream];
  VideoInfo info;
  info.width = stream.codecpar->width;
  info.height = stream.codecpar->height;
  info.fps = av_q2d(stream.avg_frame_rate);
  const Owned<AVPacket> packet(av_packet_alloc());
  const Owned<AVFrame> frame(av_frame_alloc());
  bool more = true;
  while (more) {
    more = av_read_frame(reader.container.get(), packet.get()) >= 0;
    if (more && packet->stream_index != reader.stream) {
      av_packet_unref(packet.get());
      continue;
    }
    check(avcodec_send_packet(reader.codec.get(), more ? packet.get() : nullptr), file, "decode it");
    av_packet_unref(packet.get());
    while (avcodec_receive_frame(reader.codec.get(), frame.get()) >= 0) {
      if (info.frames++ == 0) info.first = to_picture(*frame);
    }
  }
  return info;
}

}  // namespace spindash
