// SPDX-License-Identifier: MIT
#include "nn/silu.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstring>

#include "nn/bfloat16.h"
#include "nn/lanes.h"

namespace spindash {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace {

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

/// Relative error below 1e-4, a fortieth of bfloat16's. No branch and no call, so that loops over it are vectorised.
inline float sigmoid(float x) {
  // Limited to -87..87 as whole numbers, which unlike a comparison of floats is no obstacle to vectorising.
  constexpr std::uint32_t kLimit = 0x42ae0000, kSign = 0x80000000;
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t size = std::min(bits & ~kSign, kLimit);
  const float t = std::bit_cast<float>((bits & kSign) | size) * -1.44269504F;  // 2^t = exp(-x)
  // Adding this rounds to whole numbers: they are then the lowest bits of the sum.
  constexpr float kRound = 12582912.0F;
  const float shifted = t + kRound;
  const float f = t - (shifted - kRound);  // -0.5..0.5
  const float power = 1.0F + f * (0.693147F + f * (0.240227F + f * (0.0555041F + f * 0.00961813F)));
  const auto exponent = (std::bit_cast<std::uint32_t>(shifted) + 127) << 23;
  return 1.0F / (1.0F + power * std::bit_cast<float>(exponent));
}

SPINDASH_WIDEST void silu_forward(const at::BFloat16* from, at::BFloat16* to, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float value = to_float(from[i]);
    to[i] = from_float<at::BFloat16>(value * sigmoid(value));
  }
}

SPINDASH_WIDEST void silu_backward(const at::BFloat16* from, const at::BFloat16* gradient, at::BFloat16* to,
                                   int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float value = to_float(from[i]), s = sigmoid(value);
    to[i] = from_float<at::BFloat16>(to_float(gradient[i]) * (s + value * s * (1.0F - s)));
  }
}

struct Silu : torch::autograd::Function<Silu> {
  static Tensor forward(AutogradContext* context, const Tensor& x) {
    Tensor y = torch::empty_like(x);
    silu_forward(x.const_data_ptr<at::BFloat16>(), y.data_ptr<at::BFloat16>(), x.numel());
    context->save_for_backward({x});
    return y;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const Tensor x = context->get_saved_variables()[0];
    Tensor given = gradients[0];
    if (given.strides() != x.strides()) given = torch::empty_like(x).copy_(given);
    Tensor result = torch::empty_like(x);
    silu_backward(x.const_data_ptr<at::BFloat16>(), given.const_data_ptr<at::BFloat16>(),
                  result.data_ptr<at::BFloat16>(), x.numel());
    return {result};
  }
};

/// Copies the 2 x 2 pixels of each cell: `cells` [B, H, W, 4 C] and `pixels` [B, 2 H, 2 W, C], to pixels or back; all
/// counts in bytes. The two pixels of a row lie side by side on both sides.
template <bool kToPixels>
void copy_pixels(std::byte* cells, std::byte* pixels, int64_t rows, int64_t W, int64_t pixel) {
  const auto pair = static_cast<std::size_t>(2 * pixel);
  for (int64_t y = 0; y < 2 * rows; ++y) {  // of all pictures
    std::byte* cell = cells + (y / 2) * W * 4 * pixel + (y % 2) * 2 * pixel;
    for (int64_t x = 0; x < W; ++x, cell += 4 * pixel, pixels += pair) {
      if constexpr (kToPixels) {
        std::memcpy(pixels, cell, pair);
      } else {
        std::memcpy(cell, pixels, pair);
      }
    }
  }
}

/// `cells` and `pixels` are [B, channels, rows, columns].
template <bool kToPixels>
void copy_all(const Tensor& cells, const Tensor& pixels) {
  copy_pixels<kToPixels>(static_cast<std::byte*>(cells.data_ptr()), static_cast<std::byte*>(pixels.data_ptr()),
                         cells.size(0) * cells.size(2), cells.size(3), pixels.size(1) * pixels.element_size());
}

struct Grow : torch::autograd::Function<Grow> {
  static Tensor forward(AutogradContext* /*context*/, const Tensor& x) {
    const Tensor cells = x.contiguous(kChannelsLast);
    Tensor pixels = torch::empty({x.size(0), x.size(1) / 4, 2 * x.size(2), 2 * x.size(3)}, x.options(), kChannelsLast);
    copy_all<true>(cells, pixels);
    return pixels;
  }

  static tensor_list backward(AutogradContext* /*context*/, tensor_list gradients) {
    const Tensor pixels = gradients[0].contiguous(kChannelsLast);
    Tensor cells = torch::empty({pixels.size(0), 4 * pixels.size(1), pixels.size(2) / 2, pixels.size(3) / 2},
                                pixels.options(), kChannelsLast);
    copy_all<false>(cells, pixels);
    return {cells};
  }
};

/// grow() of LibTorch's operations alone: one copy.
Tensor grow_by_views(const Tensor& x) {
  const int64_t B = x.size(0), C = x.size(1) / 4, H = x.size(2), W = x.size(3);
  const Tensor cells = x.permute({0, 2, 3, 1}).reshape({B, H, W, 2, 2, C});
  return cells.permute({0, 1, 3, 2, 4, 5}).reshape({B, 2 * H, 2 * W, C}).permute({0, 3, 1, 2});
}

}  // namespace

Tensor apply_silu(const Tensor& x) {
  if (!x.is_cpu() || x.scalar_type() != torch::kBFloat16 || !x.is_non_overlapping_and_dense()) return torch::silu(x);
  return Silu::apply(x);
}

Tensor grow(const Tensor& x) {
  TORCH_CHECK(x.dim() == 4 && x.size(1) % 4 == 0, "grow takes [B, 4 C, H, W]");
  if (!x.is_cpu()) return grow_by_views(x);
  return Grow::apply(x);
}

}  // namespace spindash
