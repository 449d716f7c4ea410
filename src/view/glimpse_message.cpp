// SPDX-License-Identifier: MIT
#include "view/glimpse_message.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "view/attach_picture.h"

namespace spindash {

using torch::Tensor;

void put_glimpse(MessageWriter& message, const Glimpse& glimpse) {
  auto& step = message.fields()["step"];
  step["action"] = glimpse.action;
  step["value"] = glimpse.value;
  step["reward"] = glimpse.reward;
  step["first"] = glimpse.first;
  if (!glimpse.logits.defined()) return;
  const Tensor shares = torch::softmax(glimpse.logits.to(torch::kDouble), 0).contiguous();
  double entropy = 0;
  for (int64_t i = 0; i < shares.numel(); ++i) {
    const double share = shares.data_ptr<double>()[i];
    step["policy"].push_back(share);
    if (share > 0) entropy -= share * std::log(share);
  }
  step["entropy"] = entropy;
}

void put_belief(MessageWriter& message, const Belief& belief, const LatentShape& latent) {
  message.fields()["belief"] = {{"inverse", belief.inverse},
                                {"recon_error", belief.recon_error},
                                {"dream_error", belief.dream_error},
                                {"copy_error", belief.copy_error},
                                {"surprise", belief.surprise},
                                {"expected_reward", belief.expected_reward},
                                {"end", belief.end}};
  attach_picture(message, "seen", belief.seen);
  attach_picture(message, "decoded", belief.decoded);
  attach_picture(message, "expected", belief.expected);
  attach_picture(message, "came", belief.came);
  attach_picture(message, "z", latent_picture(belief.z, latent));
  attach_picture(message, "expected_z", latent_picture(belief.expected_z, latent));
}

}  // namespace spindash
