// SPDX-License-Identifier: MIT
// For tests: is the gradient that training follows the slope of the loss that it reports? Central differences in
// float64, an error of the order of the step squared.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "nn/torch.h"

#include <torch/csrc/autograd/autograd.h>

namespace spindash {

/// A number from tensors.
using ScalarFunction = std::function<torch::Tensor(const std::vector<torch::Tensor>&)>;

/// Expects d function / d input for every element of every one of `inputs` (float64) to match the difference quotient.
inline void expect_gradient_is_slope(const ScalarFunction& function, const std::vector<torch::Tensor>& inputs,
                                     double tolerance = 1e-6) {
  std::vector<torch::Tensor> leaves;
  leaves.reserve(inputs.size());
  for (const auto& input : inputs) leaves.push_back(input.detach().to(torch::kDouble).clone().requires_grad_());
  const auto gradients = torch::autograd::grad({function(leaves)}, leaves);
  const torch::NoGradGuard no_grad;
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    for (int64_t k = 0; k < leaves[i].numel(); ++k) {
      const auto at = [&](double offset) {
        std::vector<torch::Tensor> moved = leaves;
        moved[i] = leaves[i].detach().clone();
        moved[i].view(-1)[k] += offset;
        return function(moved).item<double>();
      };
      const double slope = (at(kStep) - at(-kStep)) / (2 * kStep);
      const double gradient = gradients[i].reshape(-1)[k].item<double>();
      EXPECT_NEAR(gradient, slope, tolerance * std::max(1.0, std::abs(slope))) << "input " << i << ", element " << k;
    }
  }
}

/// Expects function(inputs) and its gradient to be finite at every scale from 1e-15 to 1e15 of unit normal inputs of
/// these shapes.
inline void expect_finite_at_every_scale(const ScalarFunction& function,
                                         const std::vector<std::vector<int64_t>>& shapes) {
  for (int exponent = -15; exponent <= 15; exponent += 3) {
    for (int draw = 0; draw < 8; ++draw) {
      std::vector<torch::Tensor> inputs;
      for (const auto& shape : shapes) {
        // Each input has a scale of its own in half of the draws: small beside large is where things break.
        const int own = draw % 2 == 0 ? exponent : static_cast<int>(torch::randint(-15, 16, {1}).item<int64_t>());
        inputs.push_back((torch::randn(shape) * std::pow(10.0, own)).requires_grad_());
      }
      const auto value = function(inputs);
      EXPECT_TRUE(value.isfinite().item<bool>()) << "scale 1e" << exponent << ", draw " << draw;
      for (const auto& gradient : torch::autograd::grad({value}, inputs, {}, {}, false, /*allow_unused=*/true)) {
        if (!gradient.defined()) continue;
        EXPECT_TRUE(gradient.isfinite().all().item<bool>()) << "gradient, scale 1e" << exponent << ", draw " << draw;
      }
    }
  }
}

}  // namespace spindash
