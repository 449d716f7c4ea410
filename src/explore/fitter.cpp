// SPDX-License-Identifier: MIT
#include "explore/fitter.h"

#include <cmath>

#include "nn/parallel_gradient.h"
#include "nn/scalar_sums.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

Fitter::Fitter(const torch::nn::Module& network, double learning_rate)
    : parameters_(network.parameters()), adam_(parameters_, learning_rate) {}

double Fitter::fit(int64_t count, double share, ThreadPool& pool, std::size_t parts,
                   const std::function<Tensor(const Tensor&)>& loss) {
  constexpr int64_t kBatch = 512;
  const auto used = std::max<int64_t>(1, static_cast<int64_t>(std::lround(share * static_cast<double>(count))));
  const Tensor order = torch::randperm(count).slice(0, 0, used).to(parameters_.front().device());
  ScalarSums losses;
  int64_t batches = 0;
  for (int64_t start = 0; start < used; start += kBatch, ++batches) {
    const int64_t size = std::min(kBatch, used - start);
    const auto shares = std::min(static_cast<int64_t>(parts), size);
    std::vector<Tensor> of_part(static_cast<std::size_t>(shares));
    set_mean_gradient(pool, of_part.size(), parameters_, [&](std::size_t part) {
      const auto p = static_cast<int64_t>(part);
      return of_part[part] = loss(order.slice(0, start + size * p / shares, start + size * (p + 1) / shares));
    });
    for (const Tensor& value : of_part) losses.add("loss", value, of_part.size());
    adam_.step(pool);
  }
  return losses.sums().at("loss") / static_cast<double>(batches);
}

void Fitter::save(ByteWriter& out) const {
  for (const auto& weight : parameters_) write_tensor(out, weight);
  adam_.save(out);
}

void Fitter::load(ByteReader& in) {
  const torch::NoGradGuard no_grad;
  for (auto& weight : parameters_) weight.copy_(read_tensor(in));
  adam_.load(in);
}

TwoLayersImpl::TwoLayersImpl(int64_t in, int64_t hidden, int64_t out)
    : first_(register_module("first", torch::nn::Linear(in, hidden))),
      second_(register_module("second", torch::nn::Linear(hidden, out))) {
  for (const auto& layer : {first_, second_}) {
    torch::nn::init::orthogonal_(layer->weight, std::sqrt(2.0));
    torch::nn::init::zeros_(layer->bias);
  }
}

Tensor TwoLayersImpl::forward(const Tensor& x) {
  return second_->forward(torch::relu(first_->forward(x)));
}

}  // namespace spindash
