// SPDX-License-Identifier: MIT
#include "env/wrap/area_resize.h"

#include <string>

#include "base/error.h"
#include "env/wrap/area_kernels.h"

namespace spindash {

namespace {

std::string size_text(ScreenSize size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

std::unique_ptr<AreaResize::Kernel> choose_kernel(ScreenSize from, ScreenSize to) {
  if (to.width > from.width || to.height > from.height) return make_enlarge_kernel(from, to);
  if (auto kernel = make_integer_kernel(from, to)) return kernel;
  if (from.width % to.width == 0 && from.height % to.height == 0) return make_block_kernel(from, to);
  return make_float_kernel(from, to);
}

}  // namespace

AreaResize::AreaResize(ScreenSize from, ScreenSize to) : from_(from), to_(to) {
  if (from.width <= 0 || from.height <= 0 || to.width <= 0 || to.height <= 0) {
    throw Error("resize", "a picture of " + size_text(from) + " cannot become one of " + size_text(to));
  }
  kernel_ = choose_kernel(from, to);
}

AreaResize::~AreaResize() = default;
AreaResize::AreaResize(AreaResize&&) noexcept = default;
AreaResize& AreaResize::operator=(AreaResize&&) noexcept = default;

void AreaResize::operator()(std::span<const Pixel> screen, std::span<std::uint8_t> rgb) {
  if (screen.size() != static_cast<std::size_t>(from_.width) * from_.height ||
      rgb.size() != static_cast<std::size_t>(to_.width) * to_.height * 3) {
    throw Error("resize", "got " + std::to_string(screen.size()) + " pixels and room for " +
                              std::to_string(rgb.size()) + " bytes, but was made for " + size_text(from_) + " to " +
                              size_text(to_));
  }
  kernel_->run(reinterpret_cast<const std::uint8_t*>(screen.data()), rgb.data());
}

}  // namespace spindash
