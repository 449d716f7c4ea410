// SPDX-License-Identifier: MIT
#include "model/mixture_draw.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "nn/bfloat16.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kMostComponents = 32;
const float kLargestClamped = std::log(1e7F);

/// The deviation of a component, and what its weight's logarithm is clamped to.
struct Soft {
  static float weight(float raw) { return raw; }
  static float deviation(float raw) { return std::exp(3.0F * std::tanh(raw / 3.0F) - 1.0F); }
};
struct Clamped {
  static float weight(float raw) { return std::clamp(raw, -kLargestClamped, kLargestClamped); }
  static float deviation(float raw) { return std::exp(std::clamp(raw, -kLargestClamped, kLargestClamped)); }
};

template <class Bounds, class T>
int64_t choose(const T* raw, int64_t K, float inverse_temperature, float uniform) {
  std::array<float, kMostComponents> weights;
  float largest = Bounds::weight(to_float(raw[0]));
  int64_t likeliest = 0;
  for (int64_t k = 0; k < K; ++k) {
    weights[k] = Bounds::weight(to_float(raw[k]));
    if (weights[k] > largest) {
      largest = weights[k];
      likeliest = k;
    }
  }
  if (inverse_temperature <= 0) return likeliest;
  float sum = 0;
  for (int64_t k = 0; k < K; ++k) {
    weights[k] = std::exp((weights[k] - largest) * inverse_temperature);
    sum += weights[k];
  }
  float left = uniform * sum;
  for (int64_t k = 0; k < K; ++k) {
    left -= weights[k];
    if (left < 0) return k;
  }
  return likeliest;  // what rounding leaves over
}

template <class Bounds, class T>
void draw(const Tensor& raw, int64_t K, double temperature, const MixtureNoise& noise, Tensor& z) {
  const auto inverse = static_cast<float>(temperature > 0 ? 1 / temperature : 0);
  const auto spread = static_cast<float>(std::sqrt(std::max(0.0, temperature)));
  const T* from = raw.data_ptr<T>();
  const auto *uniform = noise.uniform.data_ptr<float>(), *normal = noise.normal.data_ptr<float>();
  auto* to = z.data_ptr<float>();
  for (int64_t i = 0; i < z.numel(); ++i, from += 3 * K) {
    const int64_t k = choose<Bounds>(from, K, inverse, uniform[i]);
    to[i] = to_float(from[K + k]) + spread * Bounds::deviation(to_float(from[2 * K + k])) * normal[i];
  }
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
  const auto with = [&](auto bounds) {
    using Bounds = decltype(bounds);
    raw.scalar_type() == torch::kBFloat16 ? draw<Bounds, at::BFloat16>(raw, K, temperature, noise, z)
                                          : draw<Bounds, float>(raw, K, temperature, noise, z);
  };
  clamped ? with(Clamped()) : with(Soft());
  return z;
}

}  // namespace spindash
