// SPDX-License-Identifier: MIT
#include "model/drift.h"

namespace spindash {

using torch::Tensor;

double linear_cka(const Tensor& x, const Tensor& y) {
  TORCH_CHECK(x.dim() == 2 && y.dim() == 2 && x.size(0) == y.size(0), "linear_cka takes [N, F] and [N, G]");
  const Tensor a = x.to(torch::kDouble) - x.to(torch::kDouble).mean(0, /*keepdim=*/true);
  const Tensor b = y.to(torch::kDouble) - y.to(torch::kDouble).mean(0, /*keepdim=*/true);
  const double together = torch::mm(b.t(), a).square().sum().item<double>();
  const double alone = torch::mm(a.t(), a).norm().item<double>() * torch::mm(b.t(), b).norm().item<double>();
  return alone > 0 ? together / alone : 0.0;
}

double relative_change(const Tensor& x, const Tensor& y) {
  TORCH_CHECK(x.sizes() == y.sizes(), "relative_change takes two tensors of one shape");
  const double size = x.norm().item<double>();
  return size > 0 ? (y - x).norm().item<double>() / size : 0.0;
}

Tensor trace_features(const std::shared_ptr<FrozenModel>& model, const SequenceBatch& steps) {
  const int64_t T = steps.observations.size(0), B = steps.observations.size(1);
  WorldModelFeatures features(model);
  features.begin(B);
  std::vector<Tensor> rows;
  for (int64_t t = 0; t < T; ++t) {
    const AgentInput seen =
        features.observe(steps.observations[t], steps.first[t], t > 0 ? steps.rewards[t - 1] : Tensor());
    features.act(steps.actions[t]);
    std::vector<Tensor> parts;
    for (const auto& part : {seen.map, seen.vector}) {
      if (part.defined() && part.is_floating_point()) parts.push_back(part.flatten(1).to(torch::kFloat));
    }
    rows.push_back(torch::cat(parts, 1));
  }
  return torch::cat(rows);
}

}  // namespace spindash
