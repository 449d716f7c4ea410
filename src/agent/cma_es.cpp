// SPDX-License-Identifier: MIT
#include "agent/cma_es.h"

#include <ATen/ops/linalg_eigh.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

CmaEs::CmaEs(const CmaEsConfig& config, Tensor mean, const at::Generator& generator)
    : population_(config.population),
      diagonal_(config.diagonal),
      parents_(population_ / 2),
      generator_(generator),
      sigma_(config.sigma),
      mean_(std::move(mean)) {
  TORCH_CHECK(mean_.dim() == 1 && mean_.numel() > 0 && mean_.scalar_type() == torch::kDouble, "CmaEs takes a mean [n]");
  const auto n = static_cast<double>(mean_.numel());
  // Table 1 of the tutorial, without negative weights.
  const Tensor ranks = torch::arange(1, parents_ + 1, torch::kDouble);
  weights_ = std::log(static_cast<double>(population_ + 1) / 2) - ranks.log();
  weights_ = weights_ / weights_.sum();
  effective_ = 1 / weights_.square().sum().item<double>();
  c_sigma_ = (effective_ + 2) / (n + effective_ + 5);
  d_sigma_ = 1 + 2 * std::max(0.0, std::sqrt((effective_ - 1) / (n + 1)) - 1) + c_sigma_;
  c_c_ = (4 + effective_ / n) / (n + 4 + 2 * effective_ / n);
  c_1_ = 2 / ((n + 1.3) * (n + 1.3) + effective_);
  c_mu_ = std::min(1 - c_1_, 2 * (effective_ - 2 + 1 / effective_) / ((n + 2) * (n + 2) + effective_));
  if (diagonal_) {  // Ros and Hansen 2008, eq. 6: fewer numbers to learn, learnt faster
    const double faster = (n + 2) / 3;
    c_1_ = std::min(0.5, c_1_ * faster);
    c_mu_ = std::min(1 - c_1_, c_mu_ * faster);
  }
  expected_norm_ = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

  path_sigma_ = torch::zeros_like(mean_);
  path_c_ = torch::zeros_like(mean_);
  covariance_ = diagonal_ ? torch::ones_like(mean_) : torch::eye(mean_.numel(), torch::kDouble);
  decompose();
}

void CmaEs::decompose() {
  constexpr double kSmallest = 1e-30;
  if (diagonal_) {
    lengths_ = covariance_.clamp_min(kSmallest).sqrt();
  } else {
    covariance_ = (covariance_ + covariance_.t()) / 2;
    Tensor values;
    std::tie(values, axes_) = at::linalg_eigh(covariance_);
    lengths_ = values.clamp_min(kSmallest).sqrt();
  }
  decomposed_ = generations_;
}

Tensor CmaEs::stretch(const Tensor& rows) const {
  return diagonal_ ? rows * lengths_ : torch::matmul(rows * lengths_, axes_.t());
}

Tensor CmaEs::whiten(const Tensor& row) const {
  return diagonal_ ? row / lengths_ : torch::matmul(torch::matmul(row, axes_) / lengths_, axes_.t());
}

Tensor CmaEs::ask() {
  const torch::NoGradGuard no_grad;
  steps_ = stretch(torch::randn({population_, mean_.numel()}, generator_, torch::kDouble));
  return mean_ + sigma_ * steps_;
}

void CmaEs::tell(const Tensor& fitness) {
  TORCH_CHECK(steps_.defined() && fitness.numel() == population_, "CmaEs::tell follows ask, with a fitness each");
  const torch::NoGradGuard no_grad;
  ++generations_;
  const Tensor sound = fitness.to(torch::kDouble).nan_to_num(-INFINITY, -INFINITY, -INFINITY);
  const Tensor best = std::get<1>(sound.sort(/*stable=*/true, /*dim=*/0, /*descending=*/true)).slice(0, 0, parents_);
  const Tensor chosen = steps_.index_select(0, best);
  const Tensor step = torch::matmul(weights_, chosen);

  mean_ = mean_ + sigma_ * step;
  path_sigma_ = (1 - c_sigma_) * path_sigma_ + std::sqrt(c_sigma_ * (2 - c_sigma_) * effective_) * whiten(step);
  const double norm = path_sigma_.norm().item<double>();
  const auto n = static_cast<double>(mean_.numel());
  const double fresh = std::sqrt(1 - std::pow(1 - c_sigma_, 2 * static_cast<double>(generations_)));
  const bool steady = norm / fresh < (1.4 + 2 / (n + 1)) * expected_norm_;
  path_c_ = (1 - c_c_) * path_c_;
  if (steady) path_c_ = path_c_ + std::sqrt(c_c_ * (2 - c_c_) * effective_) * step;

  const double kept = 1 - c_1_ - c_mu_ + (steady ? 0 : c_1_ * c_c_ * (2 - c_c_));
  if (diagonal_) {
    covariance_ = kept * covariance_ + c_1_ * path_c_.square() + c_mu_ * torch::matmul(weights_, chosen.square());
  } else {
    covariance_ = kept * covariance_ + c_1_ * torch::outer(path_c_, path_c_) +
                  c_mu_ * torch::matmul((chosen * weights_.unsqueeze(1)).t(), chosen);
  }
  sigma_ *= std::exp(std::min(1.0, c_sigma_ / d_sigma_ * (norm / expected_norm_ - 1)));
  // The decomposition costs n^3: no more often than it changes anything (sec. B.2).
  const double pause = 1 / ((c_1_ + c_mu_) * n * 10);
  if (diagonal_ || static_cast<double>(generations_ - decomposed_) > pause) decompose();
  steps_ = Tensor();
}

void CmaEs::save(ByteWriter& out) const {
  out.write(sigma_);
  out.write(generations_);
  out.write(decomposed_);
  for (const Tensor* tensor : {&mean_, &path_sigma_, &path_c_, &covariance_, &axes_, &lengths_, &steps_}) {
    write_tensor(out, *tensor);
  }
  write_tensor(out, generator_.get_state());
}

void CmaEs::load(ByteReader& in) {
  sigma_ = in.read<double>();
  generations_ = in.read<std::int64_t>();
  decomposed_ = in.read<std::int64_t>();
  for (Tensor* tensor : {&mean_, &path_sigma_, &path_c_, &covariance_, &axes_, &lengths_, &steps_}) {
    *tensor = read_tensor(in);
  }
  generator_.set_state(read_tensor(in));
}

}  // namespace spindash
