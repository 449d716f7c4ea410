// SPDX-License-Identifier: MIT
#include "model/mixture_draw.h"

#include <algorithm>
#include <cmath>

#include "nn/bfloat16.h"
#include "nn/lanes.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kMostComponents = 32;
const float kLargestClamped = std::log(1e7F);

SPINDASH_LANES_CODE void clamp(Lanes& x) {
  const Lanes most = Lanes{} + kLargestClamped;
  x = x > most ? most : (x < -most ? -most : x);
}

/// The component of each number: by `uniform`, or the likeliest where the temperature is 0.
SPINDASH_LANES_CODE void choose(LaneBits& chosen, Lanes* weights, int64_t K, float inverse_temperature,
                                const Lanes& uniform) {
  Lanes largest = weights[0];
  chosen = LaneBits{};
  for (int k = 1; k < K; ++k) {
    const LaneBits larger = weights[k] > largest;
    largest = larger ? weights[k] : largest;
    chosen = larger ? LaneBits{} + k : chosen;
  }
  if (inverse_temperature <= 0) return;
  Lanes sum = {};
  for (int k = 0; k < K; ++k) {
    set_exp(weights[k], (weights[k] - largest) * inverse_temperature);
    sum += weights[k];
  }
  Lanes left = uniform * sum;
  LaneBits open = LaneBits{} - 1;  // the likeliest gets what rounding leaves over
  for (int k = 0; k < K; ++k) {
    left -= weights[k];
    const LaneBits here = open & (left < 0.0F);
    chosen = here ? LaneBits{} + k : chosen;
    open &= ~here;
  }
}

struct Draw {
  const float *uniform, *normal;
  int64_t K, numbers;
  float inverse_temperature, spread;
  bool clamped;
};

/// raw [numbers, 3, K] -> z [numbers].
template <class T>
SPINDASH_LANES_CODE void draw_lanes(const T* raw, const Draw& draw, float* z) {
  const int64_t K = draw.K;
  for (int64_t begin = 0; begin < draw.numbers; begin += kLanes) {
    const int64_t count = std::min<int64_t>(kLanes, draw.numbers - begin);
    const T* from = raw + begin * 3 * K;
    Lanes weights[kMostComponents], chance = {}, deviations = {};
    for (int64_t k = 0; k < K; ++k) {
      weights[k] = Lanes{};
      for (int64_t i = 0; i < count; ++i) weights[k][i] = to_float(from[i * 3 * K + k]);
      if (draw.clamped) clamp(weights[k]);
    }
    for (int64_t i = 0; i < count; ++i) chance[i] = draw.uniform[begin + i];
    LaneBits chosen;
    choose(chosen, weights, K, draw.inverse_temperature, chance);
    for (int64_t i = 0; i < count; ++i) deviations[i] = to_float(from[(3 * i + 2) * K + chosen[i]]);
    if (draw.clamped) {
      clamp(deviations);
    } else {
      set_tanh(deviations, deviations / 3.0F);
      deviations = 3.0F * deviations - 1.0F;
    }
    set_exp(deviations, deviations);
    for (int64_t i = 0; i < count; ++i) {
      z[begin + i] = to_float(from[(3 * i + 1) * K + chosen[i]]) + draw.spread * deviations[i] * draw.normal[begin + i];
    }
  }
}

SPINDASH_WIDEST void draw_all(const float* raw, const Draw& draw, float* z) {
  draw_lanes(raw, draw, z);
}
SPINDASH_WIDEST void draw_all(const at::BFloat16* raw, const Draw& draw, float* z) {
  draw_lanes(raw, draw, z);
}

/// The same by LibTorch's operations, for other devices than the CPU.
Tensor draw_by_torch(const Tensor& raw, int64_t K, double temperature, const MixtureNoise& noise, bool clamped) {
  const int64_t Z = noise.uniform.size(1);
  const MixtureParts parts = split_mixture(raw.to(torch::kFloat), Z, K);
  const Tensor weights = clamped ? parts.weights.clamp(-kLargestClamped, kLargestClamped) : parts.weights;
  Tensor component = weights.argmax(-1, /*keepdim=*/true);
  if (temperature > 0) {
    const Tensor up_to = torch::softmax(weights / temperature, -1).cumsum(-1);
    const Tensor before = up_to.le(noise.uniform.unsqueeze(-1)).sum(-1, /*keepdim=*/true);  // components passed over
    component = torch::where(before < K, before, component);
  }
  const Tensor raw_deviation = parts.deviations.gather(-1, component).squeeze(-1);
  const Tensor deviation = clamped ? raw_deviation.clamp(-kLargestClamped, kLargestClamped).exp()
                                   : (3.0 * torch::tanh(raw_deviation / 3.0) - 1.0).exp();
  return parts.means.gather(-1, component).squeeze(-1) +
         std::sqrt(std::max(0.0, temperature)) * deviation * noise.normal;
}

}  // namespace

Tensor draw_mixture(const Tensor& raw, int64_t K, double temperature, const MixtureNoise& noise, bool clamped) {
  const int64_t B = raw.size(0), Z = noise.uniform.size(1);
  TORCH_CHECK(raw.dim() == 2 && raw.size(1) == Z * 3 * K && K <= kMostComponents && raw.is_contiguous(),
              "draw_mixture takes [B, Z * 3 * K]");
  TORCH_CHECK(noise.uniform.size(0) == B && noise.normal.sizes() == noise.uniform.sizes() &&
                  noise.uniform.is_contiguous() && noise.normal.is_contiguous(),
              "draw_mixture takes noise [B, Z]");
  if (!raw.is_cpu()) return draw_by_torch(raw, K, temperature, noise, clamped);
  Tensor z = torch::empty({B, Z});
  const Draw draw{noise.uniform.const_data_ptr<float>(),
                  noise.normal.const_data_ptr<float>(),
                  K,
                  z.numel(),
                  static_cast<float>(temperature > 0 ? 1 / temperature : 0),
                  static_cast<float>(std::sqrt(std::max(0.0, temperature))),
                  clamped};
  auto* to = z.data_ptr<float>();
  raw.scalar_type() == torch::kBFloat16 ? draw_all(raw.const_data_ptr<at::BFloat16>(), draw, to)
                                        : draw_all(raw.const_data_ptr<float>(), draw, to);
  return z;
}

}  // namespace spindash
