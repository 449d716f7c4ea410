// SPDX-License-Identifier: MIT
#include "env/retro/core.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "env/retro/libretro_abi.h"

namespace spindash::retro {

namespace {

/// Callbacks carry no word of whose they are: the core that this thread is
/// inside of. Set around every call into one.
thread_local Core* inside = nullptr;

class Inside {
 public:
  explicit Inside(Core* core) : before_(std::exchange(inside, core)) {}
  ~Inside() { inside = before_; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  Core* before_;
};

/// What stable-retro answers Genesis Plus GX; every other option keeps the
/// core's default.
constexpr std::array<std::pair<std::string_view, const char*>, 3> kOptions = {{
    {"genesis_plus_gx_bram", "per game"},
    {"genesis_plus_gx_render", "single field"},
    {"genesis_plus_gx_blargg_ntsc_filter", "disabled"},
}};

void say_nothing(int /*level*/, const char* /*format*/, ...) {}

/// As stable-retro has it: by the core's name and the last letter of the ROM's.
ScreenSize fixed_size(std::string_view core, const std::string& rom) {
  if (core != "Genesis Plus GX" || rom.empty()) return {};
  switch (rom.back()) {
    case 'd':
      return {320, 224};
    case 's':
      return {256, 192};
    case 'g':
      return {160, 144};
    default:
      return {};
  }
}

/// Writes 0 over every 8 bytes that are an address in [begin, end).
void forget_pointers(std::span<std::uint8_t> bytes, std::uint64_t begin, std::uint64_t end) {
  std::uint64_t word = 0;
  for (std::size_t at = 0; at + sizeof word <= bytes.size();) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    const bool is_pointer = word - begin < end - begin;
    if (is_pointer) std::memset(bytes.data() + at, 0, sizeof word);
    at += is_pointer ? sizeof word : 1;
  }
}

/// How long a mapped block is whose length is given by the address bits that
/// select it.
std::size_t block_length(const abi::MemoryDescriptor& block) {
  if (block.select == 0) return block.length;
  const std::size_t span = ((~block.select & ~block.start) + 1) & block.select;
  return block.length != 0 ? std::min(span, block.length) : span;
}

}  // namespace

struct Core::Callbacks {
  static bool environment(unsigned command, void* data) { return inside != nullptr && inside->answer(command, data); }
  static void video(const void* pixels, unsigned width, unsigned height, std::size_t pitch) {
    if (inside == nullptr) return;
    if (pixels != nullptr) inside->picture_ = static_cast<const std::uint8_t*>(pixels);
    if (pitch != 0) inside->pitch_ = pitch;
    if (!inside->fixed_screen_ && pixels != nullptr)
      inside->screen_ = {static_cast<int>(width), static_cast<int>(height)};
  }
  static void sample(std::int16_t /*left*/, std::int16_t /*right*/) {}
  static std::size_t batch(const std::int16_t* /*samples*/, std::size_t frames) { return frames; }
  static void poll() {}
  static std::int16_t input(unsigned port, unsigned /*device*/, unsigned /*index*/, unsigned id) {
    if (inside == nullptr || port >= inside->held_.size() || id >= 16) return 0;
    return static_cast<std::int16_t>((inside->held_[port] >> id) & 1);
  }
};

Core::Core(const std::filesystem::path& library, const std::filesystem::path& rom,
           std::span<const std::uint8_t> content, bool whole)
    : system_folder_(library.parent_path().string()) {
  const Inside guard(this);
  library_.emplace(library, [&](Bytes& file) {
    if (!whole) trim_.edit(file);
  });
  library_->set_environment(Callbacks::environment);
  library_->set_video(Callbacks::video);
  library_->set_sample(Callbacks::sample);
  library_->set_batch(Callbacks::batch);
  library_->set_poll(Callbacks::poll);
  library_->set_input(Callbacks::input);
  library_->init();
  const std::string path = rom.string();
  const abi::GameInfo game{path.c_str(), content.data(), content.size(), nullptr};
  if (!library_->load_game(&game)) {
    library_->deinit();
    throw Error(path, "the emulator core refuses this ROM", "is it the right file?");
  }
  abi::AvInfo av{};
  library_->av_info(&av);
  abi::SystemInfo about{};
  library_->system_info(&about);
  screen_ = fixed_size(about.name == nullptr ? "" : about.name, path);
  fixed_screen_ = screen_.width != 0;
  if (!fixed_screen_) screen_ = {static_cast<int>(av.base_width), static_cast<int>(av.base_height)};
  if (!trim_.works()) return;
  trim_.attach(library_->begin);
  undrawn_.emplace(*library_, trim_, held_);
}

Core::~Core() {
  const Inside guard(this);
  library_->unload_game();
  library_->deinit();
}

bool Core::answer(unsigned command, void* data) {
  switch (command) {
    case abi::kSetRotation:
      rotation_ = *static_cast<const unsigned*>(data) % 4;
      return true;
    case abi::kGetCanDupe:
      *static_cast<bool*>(data) = true;
      return true;
    case abi::kGetSystemFolder:
      *static_cast<const char**>(data) = system_folder_.c_str();
      return true;
    case abi::kSetPixelFormat:
      format_ = *static_cast<const int*>(data);
      return true;
    case abi::kGetVariable: {
      auto& variable = *static_cast<abi::Variable*>(data);
      for (const auto& [key, value] : kOptions) {
        if (variable.key == nullptr || key != variable.key) continue;
        variable.value = value;
        return true;
      }
      return false;
    }
    case abi::kGetLog:  // this core logs without asking whether it may
      static_cast<abi::LogCallback*>(data)->log = say_nothing;
      return true;
    case abi::kSetMemoryMaps: {
      const auto& map = *static_cast<const abi::MemoryMap*>(data);
      mapped_.clear();
      for (const auto& block : std::span(map.descriptors, map.count)) {
        if ((block.flags & abi::kConstantMemory) != 0 || block.pointer == nullptr) continue;
        mapped_.push_back(
            {block.start, {static_cast<std::uint8_t*>(block.pointer) + block.offset, block_length(block)}});
      }
      return true;
    }
    case abi::kSetStateQuirks:
      state_needs_frame_ = (*static_cast<const std::uint64_t*>(data) & abi::kStateNeedsAFrame) != 0;
      return true;
    default:
      return false;
  }
}

void Core::run(bool seen) {
  const Inside guard(this);
  if (undrawn_ && !(seen && undrawn_->none())) {
    undrawn_->run(seen);
  } else {
    library_->run();
  }
  state_needs_frame_ = false;
}

void Core::finish_picture() {
  if (!undrawn_ || undrawn_->none()) return;
  const Inside guard(this);
  undrawn_->draw();
}

void Core::note_write() {
  if (undrawn_) undrawn_->note_write();
}

std::vector<MemoryBlock> Core::memory(std::uint64_t ram_address) const {
  if (!mapped_.empty()) return mapped_;
  auto* data = static_cast<std::uint8_t*>(library_->memory_data(abi::kSystemRam));
  if (data == nullptr) return {};
  return {{ram_address, {data, library_->memory_size(abi::kSystemRam)}}};
}

Bytes Core::save_state() {
  if (state_needs_frame_) run();
  const Inside guard(this);
  Bytes state(library_->state_size());
  if (!library_->serialize(state.data(), state.size())) throw Error(library_->name, "the core cannot save its state");
  forget_pointers(state, library_->begin, library_->end);
  return state;
}

void Core::load_state(std::span<const std::uint8_t> state) {
  if (state_needs_frame_) run();
  finish_picture();
  const Inside guard(this);
  // A core trusts the size: one that is too small would be read past its end.
  if (state.size() < library_->state_size() || !library_->unserialize(state.data(), state.size()))
    throw Error(library_->name, "the core refuses the save state", "was it made by this core?");
}

Core::Cut Core::cut(const Crop& crop) const {
  const auto length = [](int from, int wanted, int whole) {
    return wanted == 0 || from + wanted > whole ? std::max(whole - from, 0) : wanted;
  };
  return {crop.x, crop.y, length(crop.x, crop.width, screen_.width), length(crop.y, crop.height, screen_.height)};
}

ScreenSize Core::size(const Crop& crop) const {
  const Cut part = cut(crop);
  return rotation_ % 2 == 0 ? ScreenSize{part.width, part.height} : ScreenSize{part.height, part.width};
}

void Core::save_picture(ByteWriter& out) const {
  out.write(screen_);
  out.write(format_);
  Bytes rows;
  const std::size_t row = row_bytes();
  for (int y = 0; y < screen_.height && picture_ != nullptr; ++y)
    rows.insert(rows.end(), picture_ + y * pitch_, picture_ + y * pitch_ + row);
  out.write_span(std::span<const std::uint8_t>(rows));
}

void Core::load_picture(ByteReader& in) {
  const auto size = in.read<ScreenSize>();
  const auto format = in.read<int>();
  const auto rows = in.read_vector<std::uint8_t>();
  const std::size_t row = row_bytes();
  if (picture_ == nullptr || size.width != screen_.width || size.height != screen_.height || format != format_ ||
      rows.size() != row * screen_.height)
    return;
  // The core's own memory: what of its last picture it does not draw anew shows in the next one.
  auto* to = const_cast<std::uint8_t*>(picture_);
  for (int y = 0; y < screen_.height; ++y) std::memcpy(to + y * pitch_, rows.data() + y * row, row);
}

std::size_t Core::row_bytes() const {
  return static_cast<std::size_t>(screen_.width) * (format_ == abi::kXrgb8888 ? 4 : 2);
}

/// Low bits stay 0, as in stable-retro.
Pixel Core::pixel(int x, int y) const {
  const std::uint8_t* row = picture_ + static_cast<std::size_t>(y) * pitch_;
  if (format_ == abi::kXrgb8888) {
    std::uint32_t word = 0;
    std::memcpy(&word, row + static_cast<std::size_t>(x) * 4, sizeof word);
    return rgb((word >> 16) & 255, (word >> 8) & 255, word & 255);
  }
  std::uint16_t word = 0;
  std::memcpy(&word, row + static_cast<std::size_t>(x) * 2, sizeof word);
  return rgb(static_cast<unsigned>(word >> 11) << 3, ((word >> 5) & 63U) << 2, (word & 31U) << 3);
}

/// What nearly every core gives: 16-bit pixels, not turned.
void Core::draw_rows(const Cut& part, std::span<Pixel> pixels) const {
  for (int y = 0; y < part.height; ++y) {
    const std::uint8_t* from = picture_ + static_cast<std::size_t>(part.y + y) * pitch_ + part.x * std::size_t{2};
    Pixel* to = pixels.data() + static_cast<std::size_t>(y) * part.width;
    for (int x = 0; x < part.width; ++x) {
      std::uint16_t word = 0;
      std::memcpy(&word, from + static_cast<std::size_t>(x) * 2, sizeof word);
      to[x] = 0xFF000000U | (word & 0xF800U) >> 8 | (word & 0x07E0U) << 5 | (word & 0x001FU) << 19;
    }
  }
}

void Core::draw(const Crop& crop, std::span<Pixel> pixels) const {
  const Cut part = cut(crop);
  const ScreenSize turned = size(crop);
  if (pixels.size() != static_cast<std::size_t>(turned.width) * turned.height)
    throw Error("retro", fmt::format("draw() was given {} pixels", pixels.size()),
                fmt::format("it needs {} x {}", turned.width, turned.height));
  if (format_ == abi::kRgb1555) throw Error(library_->name, "its pixel format is not supported");
  if (picture_ != nullptr && rotation_ == 0 && format_ == abi::kRgb565) return draw_rows(part, pixels);
  for (int y = 0; y < turned.height; ++y) {
    for (int x = 0; x < turned.width; ++x) {
      int u = x, v = y;  // within the part, before it is turned
      if (rotation_ == 1) std::tie(u, v) = std::pair(turned.height - 1 - y, x);
      if (rotation_ == 2) std::tie(u, v) = std::pair(part.width - 1 - x, part.height - 1 - y);
      if (rotation_ == 3) std::tie(u, v) = std::pair(y, turned.width - 1 - x);
      pixels[static_cast<std::size_t>(y) * turned.width + x] =
          picture_ == nullptr ? rgb(0, 0, 0) : pixel(part.x + u, part.y + v);
    }
  }
}

}  // namespace spindash::retro
