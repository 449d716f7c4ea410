// SPDX-License-Identifier: MIT
#include "nn/reset_lstm.h"

#include <ATen/ops/_thnn_fused_lstm_cell.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <cmath>

#include "nn/precision.h"

namespace spindash {

using torch::Tensor;

namespace {

/// The cell behind its two products as one kernel, where a dozen would each cost more to launch than to run.
LstmState fused_cell(const Tensor& projected, const Tensor& recurrent, const Tensor& c) {
  const c10::impl::ExcludeDispatchKeyGuard as_it_is(c10::DispatchKey::AutocastCUDA);  // it would round c to bfloat16
  const auto [next_h, next_c, workspace] = at::_thnn_fused_lstm_cell(projected, recurrent, c.to(projected.dtype()));
  return {next_h, next_c};
}

}  // namespace

ResetLstmImpl::ResetLstmImpl(int64_t inputs, int64_t hidden) : hidden_(hidden) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(hidden));
  const auto uniform = [&](at::IntArrayRef shape) { return torch::empty(shape).uniform_(-bound, bound); };
  input_weight_ = register_parameter("input_weight", uniform({4 * hidden, inputs}));
  recurrent_weight_ = register_parameter("recurrent_weight", uniform({4 * hidden, hidden}));
  // The forget gate starts open (bias 1), so that memory survives the first updates (Jozefowicz et al., 2015).
  Tensor bias = torch::zeros({4 * hidden});
  bias.slice(0, hidden, 2 * hidden).fill_(1.0);
  bias_ = register_parameter("bias", bias);
}

LstmState ResetLstmImpl::zero_state(int64_t batch) const {
  return {torch::zeros({batch, hidden_}, bias_.options().requires_grad(false)),
          torch::zeros({batch, hidden_}, bias_.options().requires_grad(false))};
}

LstmState ResetLstmImpl::cell(const Tensor& projected, const Tensor& weight, const LstmState& state,
                              const Tensor& first) {
  Tensor h = state.h;
  Tensor c = state.c;
  if (first.defined()) {
    const Tensor keep = first.logical_not().unsqueeze(1).to(c.dtype());
    h = h * keep;
    c = c * keep;
  }
  const Tensor recurrent = at::linear(h, weight).to(projected.dtype());
  if (projected.is_cuda()) return fused_cell(projected, recurrent, c);
  const Tensor gates = projected + recurrent;
  const auto part = gates.chunk(4, 1);
  const Tensor next_c = torch::sigmoid(part[1]) * c + torch::sigmoid(part[0]) * torch::tanh(part[2]);
  return {torch::sigmoid(part[3]) * torch::tanh(next_c), next_c};
}

LstmState ResetLstmImpl::step(const Tensor& input, const LstmState& state, const Tensor& first) {
  TORCH_CHECK(input.dim() == 2, "ResetLstm::step takes [B, I]");
  const LstmState before = state.h.defined() ? state : zero_state(input.size(0));
  return cell(at::linear(input, input_weight_, bias_).to(torch::kFloat), recurrent_weight_, before, first);
}

Tensor ResetLstmImpl::sequence(const Tensor& input, const Tensor& first, LstmState& state) {
  TORCH_CHECK(input.dim() == 3 && first.dim() == 2, "ResetLstm::sequence takes [T, B, I] and [T, B]");
  if (!state.h.defined()) state = zero_state(input.size(1));
  // All input products at once: a large matrix product in place of T small ones.
  const Tensor projected = at::linear(input, input_weight_, bias_).to(torch::kFloat);
  // Converted once, not at every step.
  const Tensor weight = computes_bfloat16(input) ? recurrent_weight_.to(torch::kBFloat16) : recurrent_weight_;
  std::vector<Tensor> hidden;
  hidden.reserve(static_cast<std::size_t>(input.size(0)));
  for (int64_t t = 0; t < input.size(0); ++t) {
    state = cell(projected[t], weight, state, first[t]);
    hidden.push_back(state.h);
  }
  return torch::stack(hidden);
}

}  // namespace spindash
