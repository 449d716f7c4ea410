// SPDX-License-Identifier: MIT
#include "model/probe.h"

#include <algorithm>
#include <array>

#include "model/vae_loss.h"
#include "nn/evaluation_scope.h"
#include "nn/vision.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr double kActive = 0.01;  // variance of a mean over the data (Burda et al. 2015, arXiv 1509.00519, sec. 5.2)
constexpr std::array<int64_t, 3> kStarts = {Probe::kMemory - 9, Probe::kMemory - 5, Probe::kMemory - 1};
constexpr std::array<int64_t, 3> kHorizons = {1, 5, Probe::kDream};

/// Squared errors summed over pixels, the player's surroundings apart from the rest.
class ErrorSums {
 public:
  /// guess and real [B, C, H, W], near_player [B, H, W], which [B] bool: the pictures that count.
  void add(const Tensor& guess, const Tensor& real, const Tensor& near_player, const Tensor& which) {
    const Tensor errors = (guess - real).square().mean(1);
    const Tensor counted = which.view({-1, 1, 1}).expand(errors.sizes());
    const Tensor near = counted.logical_and(near_player), rest = counted.logical_and(near_player.logical_not());
    for (const auto& [mask, part] : {std::pair{near, &near_}, {rest, &rest_}}) {
      part->sum += errors.masked_fill(mask.logical_not(), 0).sum(torch::kDouble).item<double>();
      part->count += static_cast<double>(mask.sum().item<int64_t>());
    }
  }
  /// name, and name_player where the player's surroundings are known.
  void write(const std::string& name, std::map<std::string, double>& numbers) const {
    if (near_.count + rest_.count == 0) return;
    numbers[name] = (near_.sum + rest_.sum) / (near_.count + rest_.count);
    if (near_.count > 0) numbers[name + "_player"] = near_.sum / near_.count;
  }
  /// Of what is not the player's surroundings.
  double rest() const { return rest_.sum / std::max(rest_.count, 1.0); }

 private:
  struct Part {
    double sum = 0, count = 0;
  };
  Part near_, rest_;
};

struct Encoded {
  Tensor z;   ///< [T, B, Z] means
  Tensor kl;  ///< [T, B, Z] nats
};

// A step of the sequences at a time: the decoder's layers would else take hundreds of megabytes.
Tensor pictures_at(const Probe& probe, int64_t t) {
  return to_pictures(probe.steps.observations[t]);
}

Encoded encode(WorldModel& model, const Probe& probe) {
  std::vector<Tensor> means, kl;
  for (int64_t t = 0; t < Probe::kSteps; ++t) {
    const Posterior posterior = model->vae()->encode(pictures_at(probe, t));
    means.push_back(posterior.mean);
    kl.push_back(kl_divergence(posterior));
  }
  return {torch::stack(means), torch::stack(kl)};
}

void measure_vae(WorldModel& model, const Probe& probe, const Encoded& encoded,
                 std::map<std::string, double>& numbers) {
  ErrorSums errors;
  const Tensor all = torch::ones({encoded.z.size(1)}, encoded.z.options().dtype(torch::kBool));
  for (int64_t t = 0; t < Probe::kSteps; t += 4) {  // neighbours look alike
    errors.add(model->vae()->decode(encoded.z[t]), pictures_at(probe, t), probe.near_player[t], all);
  }
  errors.write("probe/recon_error", numbers);
  numbers["probe/recon_error_rest"] = errors.rest();
  numbers["probe/kl"] = encoded.kl.sum(-1).mean().item<double>();
  const Tensor variances = encoded.z.flatten(0, 1).var(0);
  numbers["probe/active_units"] = static_cast<double>((variances > kActive).sum().item<int64_t>());
}

void measure_inverse(WorldModel& model, const Probe& probe, const Tensor& z, std::map<std::string, double>& numbers) {
  const int64_t T = Probe::kSteps;
  const Tensor real = probe.steps.first.slice(0, 1).logical_not();
  const Tensor guess = model->inverse()->forward(z.slice(0, 0, T - 1), z.slice(0, 1)).argmax(-1);
  const Tensor right = guess.eq(probe.steps.actions.slice(0, 0, T - 1)).masked_select(real);
  if (right.numel() > 0) numbers["probe/inverse_accuracy"] = right.to(torch::kFloat).mean().item<double>();
}

/// The probability of an end that the memory gives where an episode terminates, and where it does not.
void measure_ends(WorldModel& model, const Probe& probe, const Tensor& z, std::map<std::string, double>& numbers) {
  LstmState state;
  const Tensor h = model->rnn()->sequence(z, probe.steps.actions, probe.steps.first, state);
  const Tensor logit = model->rnn()->predict(h).end_logit, ends = probe.steps.terminated;
  if (!logit.defined() || !ends.any().item<bool>()) return;  // a model without heads, or nobody died
  const Tensor chance = logit.sigmoid();
  numbers["probe/end_at_ends"] = chance.masked_select(ends).mean().item<double>();
  numbers["probe/end_elsewhere"] = chance.masked_select(ends.logical_not()).mean().item<double>();
}

/// Latents dreamed after the real frame `start`: [kDream][B, Z], the first of the frame after it.
std::vector<Tensor> dream(WorldModel& model, const Probe& probe, const Tensor& z, int64_t start) {
  MdnRnn& rnn = model->rnn();
  const auto& actions = probe.steps.actions;
  LstmState state;
  rnn->sequence(z.slice(0, 0, start + 1), actions.slice(0, 0, start + 1), probe.steps.first.slice(0, 0, start + 1),
                state);
  std::vector<Tensor> dreamed;
  for (int64_t k = 1; k <= Probe::kDream; ++k) {
    dreamed.push_back(mixture_mean(rnn->predict(state.h).next_z));
    state = rnn->step(dreamed.back(), actions[start + k], state);
  }
  return dreamed;
}

void measure_dreams(WorldModel& model, const Probe& probe, const Tensor& z, std::map<std::string, double>& numbers) {
  std::map<int64_t, ErrorSums> dreams, copies;
  for (const int64_t start : kStarts) {
    const auto dreamed = dream(model, probe, z, start);
    for (const int64_t k : kHorizons) {
      const Tensor same_episode = probe.steps.first.slice(0, start + 1, start + k + 1).any(0).logical_not();
      const Tensor real = pictures_at(probe, start + k);
      const Tensor& near_player = probe.near_player[start + k];
      dreams[k].add(model->vae()->decode(dreamed[static_cast<std::size_t>(k - 1)]), real, near_player, same_episode);
      copies[k].add(pictures_at(probe, start), real, near_player, same_episode);
    }
  }
  for (const int64_t k : kHorizons) {
    dreams[k].write("probe/dream_error_" + std::to_string(k), numbers);
    copies[k].write("probe/copy_error_" + std::to_string(k), numbers);
  }
}

}  // namespace

std::map<std::string, double> measure_probe(WorldModel& model, const Probe& probe) {
  TORCH_CHECK(probe.steps.observations.size(0) == Probe::kSteps, "measure_probe takes sequences of kSteps");
  const torch::NoGradGuard no_grad;
  const EvaluationScope evaluation(*model);
  std::map<std::string, double> numbers;
  const Encoded encoded = encode(model, probe);
  measure_vae(model, probe, encoded, numbers);
  measure_inverse(model, probe, encoded.z, numbers);
  measure_ends(model, probe, encoded.z, numbers);
  measure_dreams(model, probe, encoded.z, numbers);
  return numbers;
}

std::vector<Tensor> show_dream(WorldModel& model, const Probe& probe, int64_t b) {
  const torch::NoGradGuard no_grad;
  const EvaluationScope evaluation(*model);
  const Probe one{probe.steps.streams(b, b + 1), probe.near_player.slice(1, b, b + 1)};
  const Tensor z = encode(model, one).z;
  const int64_t start = kStarts.back();
  const auto dreamed = dream(model, one, z, start);
  std::vector<Tensor> real, reconstructed, expected;
  for (int64_t k = 1; k <= Probe::kDream; k += 2) {
    real.push_back(pictures_at(one, start + k));
    reconstructed.push_back(model->vae()->decode(z[start + k]));
    expected.push_back(model->vae()->decode(dreamed[static_cast<std::size_t>(k - 1)]));
  }
  return {torch::cat(real), torch::cat(reconstructed), torch::cat(expected)};
}

}  // namespace spindash
