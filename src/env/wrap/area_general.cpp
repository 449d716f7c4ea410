// SPDX-License-Identifier: MIT
// The kernels that are not in a hurry. Their order of float operations is OpenCV's, so that the bytes are too.
#include <algorithm>
#include <cmath>
#include <vector>

#include "env/wrap/area_kernels.h"

namespace spindash {

namespace {

/// To the nearest integer, halves to the even one, by the float format's own rounding.
std::uint8_t round_even(float value) {
  constexpr float kWhole = 12582912.0F;  // 1.5 * 2^23: adding it leaves no fraction bits
  const float rounded = (value + kWhole) - kWhole;
  return static_cast<std::uint8_t>(std::clamp(rounded, 0.0F, 255.0F));
}

class BlockKernel : public AreaResize::Kernel {
 public:
  BlockKernel(ScreenSize from, ScreenSize to)
      : from_(from), to_(to), across_(from.width / to.width), down_(from.height / to.height) {}

  void run(const std::uint8_t* rgbx, std::uint8_t* rgb) override {
    const float scale = 1.0F / static_cast<float>(across_ * down_);
    const bool quarter = across_ == 2 && down_ == 2;
    for (int y = 0; y < to_.height; ++y) {
      for (int x = 0; x < to_.width; ++x) {
        for (int channel = 0; channel < 3; ++channel) {
          const int sum = block_sum(rgbx, x, y, channel);
          *rgb++ = quarter ? static_cast<std::uint8_t>((sum + 2) >> 2) : round_even(static_cast<float>(sum) * scale);
        }
      }
    }
  }

 private:
  int block_sum(const std::uint8_t* rgbx, int x, int y, int channel) const {
    int sum = 0;
    for (int j = 0; j < down_; ++j) {
      const std::uint8_t* row = rgbx + (static_cast<std::ptrdiff_t>(y * down_ + j) * from_.width + x * across_) * 4;
      for (int i = 0; i < across_; ++i) sum += row[4 * i + channel];
    }
    return sum;
  }

  ScreenSize from_, to_;
  int across_, down_;
};

/// Source pixel `source` gives `weight` of its value to result pixel `target`.
struct Share {
  int target = 0;
  int source = 0;
  float weight = 0;
};

std::vector<Share> area_shares(int from, int to) {
  constexpr double kSliver = 1e-3;  // thinner parts of a pixel are left out
  const double scale = 1.0 / (static_cast<double>(to) / from);
  std::vector<Share> shares;
  for (int i = 0; i < to; ++i) {
    const double begin = i * scale;
    const double end = begin + scale;
    const double width = std::min(scale, from - begin);
    const int last = std::min(static_cast<int>(std::floor(end)), from - 1);
    const int first = std::min(static_cast<int>(std::ceil(begin)), last);
    if (first - begin > kSliver) shares.push_back({i, first - 1, static_cast<float>((first - begin) / width)});
    for (int source = first; source < last; ++source) shares.push_back({i, source, static_cast<float>(1.0 / width)});
    if (end - last > kSliver) {
      shares.push_back({i, last, static_cast<float>(std::min({end - last, 1.0, width}) / width)});
    }
  }
  return shares;
}

class FloatKernel : public AreaResize::Kernel {
 public:
  FloatKernel(ScreenSize from, ScreenSize to)
      : from_(from),
        to_(to),
        across_(area_shares(from.width, to.width)),
        down_(area_shares(from.height, to.height)),
        row_(static_cast<std::size_t>(to.width) * 3),
        sum_(row_.size()) {}

  void run(const std::uint8_t* rgbx, std::uint8_t* rgb) override {
    for (std::size_t k = 0; k < down_.size(); ++k) {
      const Share& share = down_[k];
      shrink_row(rgbx + static_cast<std::ptrdiff_t>(share.source) * from_.width * 4);
      const bool starts = k == 0 || down_[k - 1].target != share.target;
      for (std::size_t i = 0; i < sum_.size(); ++i) {
        const float part = share.weight * row_[i];
        sum_[i] = starts ? part : sum_[i] + part;
      }
      const bool ends = k + 1 == down_.size() || down_[k + 1].target != share.target;
      if (!ends) continue;
      std::uint8_t* to = rgb + share.target * row_.size();
      for (std::size_t i = 0; i < sum_.size(); ++i) to[i] = round_even(sum_[i]);
    }
  }

 private:
  void shrink_row(const std::uint8_t* rgbx) {
    std::fill(row_.begin(), row_.end(), 0.0F);
    for (const Share& share : across_) {
      float* to = row_.data() + static_cast<std::ptrdiff_t>(share.target) * 3;
      const std::uint8_t* pixel = rgbx + static_cast<std::ptrdiff_t>(share.source) * 4;
      for (int channel = 0; channel < 3; ++channel) {
        const float part = static_cast<float>(pixel[channel]) * share.weight;
        to[channel] += part;
      }
    }
  }

  ScreenSize from_, to_;
  std::vector<Share> across_, down_;
  std::vector<float> row_, sum_;
};

/// A result pixel lies between two source pixels; weights in 1/2048.
struct Between {
  int first = 0;
  int second = 0;
  int first_weight = 0;
  int second_weight = 0;
};

std::vector<Between> enlarge_taps(int from, int to) {
  const double scale_up = static_cast<double>(to) / from;
  const double scale = 1.0 / scale_up;
  std::vector<Between> taps(to);
  for (int i = 0; i < to; ++i) {
    int source = static_cast<int>(std::floor(i * scale));
    auto part = static_cast<float>((i + 1) - (source + 1) * scale_up);
    part = part <= 0 ? 0 : part - std::floor(part);
    if (source >= from - 1) {
      source = from - 1;
      part = 0;
    }
    const auto weigh = [](float weight) { return static_cast<int>(std::lrint(weight * 2048)); };
    taps[i] = {source, std::min(source + 1, from - 1), weigh(1.0F - part), weigh(part)};
  }
  return taps;
}

class EnlargeKernel : public AreaResize::Kernel {
 public:
  EnlargeKernel(ScreenSize from, ScreenSize to)
      : from_(from),
        to_(to),
        across_(enlarge_taps(from.width, to.width)),
        down_(enlarge_taps(from.height, to.height)) {}

  void run(const std::uint8_t* rgbx, std::uint8_t* rgb) override {
    for (const Between& down : down_) {
      const std::uint8_t* top = rgbx + static_cast<std::ptrdiff_t>(down.first) * from_.width * 4;
      const std::uint8_t* bottom = rgbx + static_cast<std::ptrdiff_t>(down.second) * from_.width * 4;
      for (const Between& across : across_) {
        for (int channel = 0; channel < 3; ++channel) {
          const int upper = blend(top, across, channel);
          const int lower = blend(bottom, across, channel);
          const int sum = ((down.first_weight * (upper >> 4)) >> 16) + ((down.second_weight * (lower >> 4)) >> 16);
          *rgb++ = static_cast<std::uint8_t>((sum + 2) >> 2);
        }
      }
    }
  }

 private:
  static int blend(const std::uint8_t* row, const Between& tap, int channel) {
    return row[4 * tap.first + channel] * tap.first_weight + row[4 * tap.second + channel] * tap.second_weight;
  }

  ScreenSize from_, to_;
  std::vector<Between> across_, down_;
};

}  // namespace

std::unique_ptr<AreaResize::Kernel> make_block_kernel(ScreenSize from, ScreenSize to) {
  return std::make_unique<BlockKernel>(from, to);
}
std::unique_ptr<AreaResize::Kernel> make_float_kernel(ScreenSize from, ScreenSize to) {
  return std::make_unique<FloatKernel>(from, to);
}
std::unique_ptr<AreaResize::Kernel> make_enlarge_kernel(ScreenSize from, ScreenSize to) {
  return std::make_unique<EnlargeKernel>(from, to);
}

}  // namespace spindash
