// SPDX-License-Identifier: MIT
#include "explore/rnd.h"

#include "nn/device.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

Rnd::Rnd(const RndConfig& config, int64_t width, torch::Device device)
    : share_(config.share),
      scale_(width, device),
      target_(moved(TwoLayers(width, config.hidden, config.outputs), device)),
      predictor_(moved(TwoLayers(width, config.hidden, config.outputs), device)),
      fitter_(*predictor_, config.learning_rate) {}

Tensor Rnd::judge(const Experience& experience, ThreadPool& pool, std::size_t parts,
                  std::map<std::string, double>& numbers) {
  scale_.observe(experience.to.flatten(0, 1));
  Tensor seen, wanted, bonus;
  {
    const torch::NoGradGuard no_grad;
    seen = scale_.scale(experience.to).flatten(0, 1);
    wanted = target_->forward(seen);
    const Tensor error = (predictor_->forward(seen) - wanted).square().mean(1);
    bonus = error.reshape_as(experience.continues) * experience.continues;
  }
  numbers["loss"] = fitter_.fit(seen.size(0), share_, pool, parts, [&](const Tensor& index) {
    return (predictor_->forward(seen.index_select(0, index)) - wanted.index_select(0, index)).square().mean();
  });
  return bonus;
}

void Rnd::save(ByteWriter& out) const {
  scale_.save(out);
  save_weights(out, *target_);
  fitter_.save(out);
}

void Rnd::load(ByteReader& in) {
  scale_.load(in);
  load_weights(in, *target_);
  fitter_.load(in);
}

}  // namespace spindash
