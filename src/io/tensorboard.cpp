// SPDX-License-Identifier: MIT
#include "io/tensorboard.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "io/atomic_file.h"
#include "io/events.pb.h"
#include "io/png.h"
#include "io/system_error.h"
#include "io/tfrecord.h"

namespace spindash {

namespace {

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

events::Event event_now(std::int64_t step) {
  events::Event event;
  event.set_wall_time(seconds_since_1970());
  event.set_step(step);
  return event;
}

/// Unique in this folder also when two writers start within a second.
std::string file_name() {
  static std::atomic<unsigned> count{0};
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("events.out.tfevents.{:010}.{}.{}.{}", static_cast<long long>(seconds_since_1970()), host.data(),
                     getpid(), count++);
}

}  // namespace

EventWriter::EventWriter(const std::filesystem::path& folder, std::int64_t first_step)
    : file_(folder / file_name()), flushed_(std::chrono::steady_clock::now()) {
  make_folders(folder);
  descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw_system_error(file_, "cannot write it", errno);
  events::Event version = event_now(0);
  version.set_file_version("brain.Event:2");
  append(version.SerializeAsString());
  if (first_step > 0) {
    events::Event start = event_now(first_step);
    start.mutable_session_log()->set_status(events::SessionLog::START);
    append(start.SerializeAsString());
  }
  flush();
}

EventWriter::~EventWriter() {
  try {
    flush();
  } catch (const Error&) {
    // Nobody is left to tell; flush() before the end does tell.
  }
  close(descriptor_);
}

void EventWriter::scalar(std::string_view tag, double value, std::int64_t step) {
  events::Event event = event_now(step);
  auto* entry = event.mutable_summary()->add_value();
  entry->set_tag(std::string(tag));
  entry->set_simple_value(static_cast<float>(value));
  append(event.SerializeAsString());
}

void EventWriter::image(std::string_view tag, const Picture& picture, std::int64_t step) {
  const Bytes png = encode_png(picture);
  events::Event event = event_now(step);
  auto* entry = event.mutable_summary()->add_value();
  entry->set_tag(std::string(tag));
  entry->mutable_image()->set_width(picture.width);
  entry->mutable_image()->set_height(picture.height);
  entry->mutable_image()->set_colorspace(3);
  entry->mutable_image()->set_encoded_image_string(png.data(), png.size());
  append(event.SerializeAsString());
}

void EventWriter::text(std::string_view tag, std::string_view text, std::int64_t step) {
  events::Event event = event_now(step);
  auto* entry = event.mutable_summary()->add_value();
  entry->set_tag(std::string(tag) + "/text_summary");
  entry->mutable_metadata()->mutable_plugin_data()->set_plugin_name("text");
  entry->mutable_tensor()->set_dtype(events::Tensor::STRING);
  entry->mutable_tensor()->mutable_tensor_shape()->add_dim()->set_size(1);
  entry->mutable_tensor()->add_string_val(std::string(text));
  append(event.SerializeAsString());
}

void EventWriter::append(const std::string& event) {
  append_record(pending_, event);
  if (std::chrono::steady_clock::now() - flushed_ <= std::chrono::seconds(1)) return;
  flushed_ = std::chrono::steady_clock::now();
  try {
    write_pending();
  } catch (const DiskFull&) {
    // Kept for the next time; flush() tells.
  }
}

void EventWriter::write_pending() {
  std::size_t done = 0;
  while (done < pending_.size()) {
    const ssize_t written = write(descriptor_, pending_.data() + done, pending_.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
      throw_system_error(file_, "cannot write it", code);
    }
    done += static_cast<std::size_t>(written);
  }
  pending_.clear();
}

void EventWriter::flush() {
  write_pending();
  flushed_ = std::chrono::steady_clock::now();
  if (fdatasync(descriptor_) != 0 && errno != EINVAL) throw_system_error(file_, "cannot sync it to disk", errno);
}

}  // namespace spindash
