// SPDX-License-Identifier: MIT
#include "model/inspect.h"

#include "nn/evaluation_scope.h"
#include "nn/vision.h"

namespace spindash {

using torch::Tensor;

std::map<std::string, Tensor> inspect_world_model(WorldModel& model, const Tensor& frames, const Tensor& actions) {
  TORCH_CHECK(frames.dim() == 4 && frames.size(0) >= 2 && actions.sizes() == frames.sizes().slice(0, 1),
              "inspect_world_model takes frames [T, H, W, C] and actions [T], T at least 2");
  const torch::NoGradGuard no_grad;
  const EvaluationScope evaluation(*model);
  const int64_t T = frames.size(0);
  std::map<std::string, Tensor> found;
  const Posterior posterior = model->vae()->encode(to_pictures(frames));
  const Tensor z = posterior.mean;
  found["mu"] = z;
  found["logvar"] = posterior.log_variance;
  found["reconstruction"] = model->vae()->decode(z).permute({0, 2, 3, 1});

  LstmState state = model->rnn()->zero_state(1);
  std::vector<Tensor> h, c;
  for (int64_t t = 0; t < T; ++t) {
    state = model->rnn()->step(z.slice(0, t, t + 1), actions.slice(0, t, t + 1), state);
    h.push_back(state.h);
    c.push_back(state.c);
  }
  found["h"] = torch::cat(h);
  found["c"] = torch::cat(c);
  const Prediction prediction = model->rnn()->predict(found["h"]);
  found["mixture.log_weights"] = prediction.next_z.log_weights;
  found["mixture.means"] = prediction.next_z.means;
  found["mixture.log_deviations"] = prediction.next_z.log_deviations;
  found["next_z"] = mixture_mean(prediction.next_z);
  if (prediction.reward.defined()) {
    found["reward"] = prediction.reward;
    found["end_logit"] = prediction.end_logit;
  }
  const Tensor following = model->inverse_sees_prediction() ? found["next_z"].slice(0, 0, T - 1) : z.slice(0, 1);
  found["inverse.logits"] = model->inverse()->forward(z.slice(0, 0, T - 1), following);

  const Tensor none = torch::zeros({T, 1}, torch::kBool);
  const SequenceBatch batch{frames.unsqueeze(1), none, actions.unsqueeze(1), torch::zeros({T, 1}), none};
  const WorldModelLoss loss = model->loss(batch, {{}, /*sample=*/false, {}});
  found["loss.total"] = loss.total;
  for (const auto& [name, value] : loss.terms) found["loss." + name] = value;
  return found;
}

}  // namespace spindash
