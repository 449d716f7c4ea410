// SPDX-License-Identifier: MIT
#include "nn/byte_convolution.h"

#include <cstring>
#include <vector>

#include "nn/bfloat16.h"
#include "nn/bfloat16_vectors.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kChannels = 3, kKernel = 4, kStride = 2, kBorder = 1;
constexpr int64_t kPairs = kKernel * kKernel * kChannels / 2;  // bfloat16 are multiplied in pairs
constexpr int64_t kRowPairs = kKernel * kChannels / 2;         // of one row of a patch: it is contiguous
constexpr int64_t kPatchesTogether = 8;                        // patches side by side

/// Weights of one group of outputs: [pair][output][2].
using Group = std::array<at::BFloat16, kPairs * kVectorFloats * 2>;

std::vector<Group> pack_weights(const Tensor& weight) {
  // Bytes are multiplied as they are, which bfloat16 holds exactly; their weights have the 1/255.
  const Tensor scaled = (weight.detach().to(torch::kFloat) / 255.0).permute({0, 2, 3, 1}).contiguous();
  const auto* from = scaled.const_data_ptr<float>();  // [O, k, k, C]
  std::vector<Group> groups(static_cast<std::size_t>(weight.size(0) / kVectorFloats));
  for (int64_t o = 0; o < weight.size(0); ++o) {
    Group& group = groups[static_cast<std::size_t>(o / kVectorFloats)];
    for (int64_t i = 0; i < 2 * kPairs; ++i) {
      group[static_cast<std::size_t>((i / 2 * kVectorFloats + o % kVectorFloats) * 2 + i % 2)] =
          from_float<at::BFloat16>(from[o * 2 * kPairs + i]);
    }
  }
  return groups;
}

/// One picture as bfloat16 within its border of zeros, which stays as it was made.
class PaddedPicture {
 public:
  PaddedPicture(int64_t height, int64_t width)
      : height_(height),
        width_(width),
        stride_((width + 2 * kBorder) * kChannels),
        numbers_(static_cast<std::size_t>((height + 2 * kBorder) * stride_)) {}

  SPINDASH_BFLOAT16_CODE void set(const std::uint8_t* picture) {
    for (int64_t y = 0; y < height_; ++y) {
      const std::uint8_t* from = picture + y * width_ * kChannels;
      at::BFloat16* to = numbers_.data() + (y + kBorder) * stride_ + kBorder * kChannels;
      for (int64_t i = 0; i < width_ * kChannels; ++i) to[i] = from_float<at::BFloat16>(static_cast<float>(from[i]));
    }
  }
  /// Where the patch of output (y, x) begins.
  const at::BFloat16* patch(int64_t y, int64_t x) const {
    return numbers_.data() + y * kStride * stride_ + x * kStride * kChannels;
  }
  int64_t stride() const { return stride_; }

 private:
  int64_t height_, width_, stride_;
  std::vector<at::BFloat16> numbers_;
};

/// x sigmoid(x), to 2^-13: 2^t by a polynomial and the exponent's bits, as in silu.cpp.
SPINDASH_BFLOAT16_CODE inline __m512 silu(__m512 x) {
  const __m512 limited = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-80.0F)), _mm512_set1_ps(80.0F));
  const __m512 t = _mm512_mul_ps(limited, _mm512_set1_ps(-1.44269504F));
  const __m512 whole = _mm512_roundscale_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 f = _mm512_sub_ps(t, whole);
  __m512 power = _mm512_fmadd_ps(_mm512_set1_ps(0.00961813F), f, _mm512_set1_ps(0.0555041F));
  power = _mm512_fmadd_ps(power, f, _mm512_set1_ps(0.240227F));
  power = _mm512_fmadd_ps(power, f, _mm512_set1_ps(0.693147F));
  power = _mm512_scalef_ps(_mm512_fmadd_ps(power, f, _mm512_set1_ps(1.0F)), whole);
  return _mm512_mul_ps(x, _mm512_rcp14_ps(_mm512_add_ps(power, _mm512_set1_ps(1.0F))));
}

/// Outputs (y, x .. x + kPatchesTogether) of one group, each at `out` + i * `out_stride`.
SPINDASH_BFLOAT16_CODE inline void convolve_together(const PaddedPicture& picture, int64_t y, int64_t x,
                                                     const Group& group, __m512 bias, at::BFloat16* out,
                                                     int64_t out_stride) {
  __m512 sums[kPatchesTogether] = {bias, bias, bias, bias, bias, bias, bias, bias};
  const auto* weights = group.data();
  for (int64_t row = 0; row < kKernel; ++row) {
    const at::BFloat16* from = picture.patch(y, x) + row * picture.stride();
    for (int64_t pair = 0; pair < kRowPairs; ++pair) {
      const __m512bh weight = (__m512bh)_mm512_loadu_si512(weights + (row * kRowPairs + pair) * kVectorFloats * 2);
      for (int64_t i = 0; i < kPatchesTogether; ++i) {
        sums[i] = _mm512_dpbf16_ps(sums[i], weight, broadcast_pair(from + i * kStride * kChannels + 2 * pair));
      }
    }
  }
  for (int64_t i = 0; i < kPatchesTogether; ++i) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i * out_stride), (__m256i)_mm512_cvtneps_pbh(silu(sums[i])));
  }
}

SPINDASH_BFLOAT16_CODE void convolve_picture(const PaddedPicture& picture, int64_t rows, int64_t columns,
                                             const std::vector<Group>& groups, const float* bias, at::BFloat16* out) {
  const auto outputs = static_cast<int64_t>(groups.size()) * kVectorFloats;
  for (int64_t y = 0; y < rows; ++y) {
    for (int64_t start = 0; start < columns; start += kPatchesTogether) {
      const int64_t x =
          std::min(start, columns - kPatchesTogether);  // the last ones once more where they do not divide
      for (std::size_t g = 0; g < groups.size(); ++g) {
        convolve_together(picture, y, x, groups[g], _mm512_loadu_ps(bias + g * kVectorFloats),
                          out + (y * columns + x) * outputs + static_cast<int64_t>(g) * kVectorFloats, outputs);
      }
    }
  }
}

}  // namespace

bool convolves_bytes(const torch::nn::Conv2d& layer, const Tensor& observations) {
  const auto& options = layer->options;
  const auto padding = std::get<torch::ExpandingArray<2>>(options.padding());
  return runs_bfloat16_code() && observations.is_cpu() && observations.scalar_type() == torch::kByte &&
         observations.size(3) == kChannels && layer->weight.size(1) == kChannels &&
         layer->weight.size(0) % kVectorFloats == 0 && options.kernel_size()->at(0) == kKernel &&
         options.kernel_size()->at(1) == kKernel && options.stride()->at(0) == kStride &&
         options.stride()->at(1) == kStride && padding->at(0) == kBorder && padding->at(1) == kBorder &&
         observations.size(1) % 2 == 0 && observations.size(2) % 2 == 0 &&
         observations.size(2) >= kStride * kPatchesTogether;
}

Tensor convolve_bytes(const torch::nn::Conv2d& layer, const Tensor& observations) {
  TORCH_CHECK(convolves_bytes(layer, observations), "convolve_bytes cannot compute this layer");
  const Tensor pictures = observations.contiguous(), bias = layer->bias.detach().to(torch::kFloat).contiguous();
  const int64_t B = pictures.size(0), H = pictures.size(1), W = pictures.size(2), O = layer->weight.size(0);
  const std::vector<Group> groups = pack_weights(layer->weight);
  PaddedPicture padded(H, W);
  Tensor out = torch::empty({B, H / kStride, W / kStride, O}, torch::kBFloat16);
  for (int64_t b = 0; b < B; ++b) {
    padded.set(pictures.const_data_ptr<std::uint8_t>() + b * H * W * kChannels);
    convolve_picture(padded, H / kStride, W / kStride, groups, bias.const_data_ptr<float>(),
                     out.data_ptr<at::BFloat16>() + b * out.stride(0));
  }
  return out.permute({0, 3, 1, 2});
}

}  // namespace spindash
