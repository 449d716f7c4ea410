// SPDX-License-Identifier: MIT
// An LSTM (Hochreiter and Schmidhuber, 1997) whose state is reset inside a sequence where an episode begins.
// One cell serves training and acting, so that step() equals sequence() by construction. Gate order i, f, g, o.
#pragma once

#include "nn/torch.h"

namespace spindash {

/// h and c, each [B, H]. Undefined tensors stand for zeros.
struct LstmState {
  torch::Tensor h;
  torch::Tensor c;
};

class ResetLstmImpl : public torch::nn::Module {
 public:
  ResetLstmImpl(int64_t inputs, int64_t hidden);

  /// One step: input [B, I]; first [B] bool, true where the state before is to be forgotten (undefined: nowhere).
  LstmState step(const torch::Tensor& input, const LstmState& state, const torch::Tensor& first = {});
  /// T steps: input [T, B, I], first [T, B] bool. Returns h of every step [T, B, H]; `state` becomes the last one.
  torch::Tensor sequence(const torch::Tensor& input, const torch::Tensor& first, LstmState& state);

  LstmState zero_state(int64_t batch) const;
  int64_t hidden() const { return hidden_; }

 private:
  LstmState cell(const torch::Tensor& projected, const torch::Tensor& weight, const LstmState& state,
                 const torch::Tensor& first);

  int64_t hidden_;
  torch::Tensor input_weight_;      // [4H, I]
  torch::Tensor recurrent_weight_;  // [4H, H]
  torch::Tensor bias_;              // [4H]
};
TORCH_MODULE(ResetLstm);

}  // namespace spindash
