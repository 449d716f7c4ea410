// SPDX-License-Identifier: MIT
#include "io/tensorboard.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>

#include "io/atomic_file.h"
#include "io/events.pb.h"
#include "io/png.h"
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

/// A name in `folder`, which is made when missing; unique also when two writers start within a second.
std::filesystem::path new_file(const std::filesystem::path& folder) {
  make_folders(folder);
  static std::atomic<unsigned> count{0};
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return folder / fmt::format("events.out.tfevents.{:010}.{}.{}.{}", static_cast<long long>(seconds_since_1970()),
                              host.data(), getpid(), count++);
}

}  // namespace

EventWriter::EventWriter(const std::filesystem::path& folder, std::int64_t first_step)
    : file_(new_file(folder), LogFile::Open::kNew) {
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
  Bytes record;
  append_record(record, event);
  file_.append(record);
}

}  // namespace spindash
