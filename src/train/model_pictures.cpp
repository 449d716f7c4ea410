// SPDX-License-Identifier: MIT
#include "train/model_pictures.h"

#include <algorithm>

#include "io/picture.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kSteps = 8, kStreams = 16;

/// rows of [T, C, H, W] in 0..1, one below the other, as one picture.
Picture contact_sheet(const std::vector<Tensor>& rows) {
  std::vector<Tensor> lines;
  for (const auto& row : rows) {
    const Tensor rgb = row.slice(1, row.size(1) - 3);  // the newest of stacked frames
    lines.push_back(rgb.permute({2, 0, 3, 1}).reshape({rgb.size(2), -1, 3}));
  }
  const Tensor sheet = torch::cat(lines).mul(255).round().clamp(0, 255).to(torch::kByte).contiguous();
  Picture picture(static_cast<int>(sheet.size(1)), static_cast<int>(sheet.size(0)));
  std::copy_n(sheet.data_ptr<std::uint8_t>(), sheet.numel(), picture.pixels.begin());
  return picture;
}

}  // namespace

void log_model_pictures(Learner& learner, MetricsLog& log) {
  const torch::NoGradGuard no_grad;
  const SequenceBatch batch = learner.replay->sample(kSteps, kStreams, learner.random);
  auto& vae = learner.model->vae();
  const Tensor real = to_pictures(batch.observations.flatten(0, 1));
  const Tensor z = vae->encode(real).mean;
  const Tensor reconstructed = vae->decode(z);
  LstmState state;
  const Tensor h = learner.model->rnn()->sequence(z.reshape({kSteps, kStreams, -1}), batch.actions, batch.first, state);
  const Tensor expected = mixture_mean(learner.model->rnn()->predict(h).next_z).flatten(0, 1);
  const Tensor predicted = vae->decode(expected);

  const auto in_sequence = [&](const Tensor& pictures) {
    return pictures.reshape({kSteps, kStreams, pictures.size(1), pictures.size(2), pictures.size(3)});
  };
  const Tensor real_steps = in_sequence(real), predicted_steps = in_sequence(predicted);
  const Tensor goes_on = batch.first.slice(0, 1).logical_not();
  const auto error = [&](const Tensor& guess) {
    return (guess - real_steps.slice(0, 1)).square().mean({2, 3, 4}).masked_select(goes_on).mean().item<double>();
  };
  const int64_t step = learner.log_step();
  log.scalar("model/prediction_error", error(predicted_steps.slice(0, 0, kSteps - 1)), step);
  log.scalar("model/copy_error", error(real_steps.slice(0, 0, kSteps - 1)), step);
  // The prediction made at t belongs under the picture of t + 1; the first column shows its reconstruction.
  const Tensor reconstructed_steps = in_sequence(reconstructed);
  const Tensor shifted = torch::cat({reconstructed_steps.slice(0, 0, 1), predicted_steps.slice(0, 0, kSteps - 1)});
  log.image("model/pictures",
            contact_sheet({real_steps.select(1, 0), reconstructed_steps.select(1, 0), shifted.select(1, 0)}), step);
}

}  // namespace spindash
