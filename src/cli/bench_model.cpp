// SPDX-License-Identifier: MIT
// The world model beside the matrix rate: how many multiply-adds a second this machine, or the device that it is to
// use, does in large products.
#include <fmt/format.h>

#include <algorithm>

#include "cli/bench_device.h"
#include "cli/bench_learner.h"

#include "model/vae_loss.h"
#include "nn/device.h"
#include "nn/parallel_gradient.h"
#include "nn/precision.h"
#include "nn/vision.h"
#include "train/dream_play.h"
#include "train/phases.h"

namespace spindash {

namespace {

using torch::Tensor;

constexpr int64_t kBatch = 128;  // pictures of an update
constexpr int64_t kDreams = 512, kDreamSteps = 16;
constexpr const char *kJoint = "joint update of the model", *kDrawing = "drawing its sequences";

/// Products of square matrices, one on each of `threads` threads; counts multiply-adds.
BenchPart matrix_part(const std::string& name, torch::ScalarType type, std::size_t threads) {
  constexpr int64_t kSize = 1024;
  auto pool = std::make_shared<ThreadPool>(threads);
  auto inputs = std::make_shared<std::vector<Tensor>>();
  for (std::size_t i = 0; i < threads; ++i) inputs->push_back(torch::randn({kSize, kSize}).to(type));
  return {name, "multiply-adds", [pool, inputs] {
            for_each_alone(*pool, inputs->size(), [&](std::size_t i) { torch::mm((*inputs)[i], (*inputs)[i]); });
            return static_cast<double>(inputs->size()) * kSize * kSize * kSize;
          }};
}

/// Parts that the work is divided into, as many as threads; a device other than the CPU takes it whole.
std::size_t parts_for(const Learner& learner) {
  return learner.device.is_cpu() ? learner.pool.size() : 1;
}

/// The autoencoder alone: loss, gradient by parts, Adam.
struct VaeTraining {
  VaeTraining(const VaeConfig& config, const Learner& learner)
      : vae(moved(make_vae(config, learner.shape), learner.device)),
        adam(vae->parameters(), 1e-4),
        bfloat16(learner.bfloat16),
        parts(parts_for(learner)),
        observations(learner.buffers->observations.repeat({kBatch / learner.buffers->observations.size(0) + 1, 1, 1, 1})
                         .slice(0, 0, kBatch)
                         .to(learner.device)) {}

  double update(ThreadPool& pool) {
    set_mean_gradient(pool, parts, vae->parameters(), [&](std::size_t part) {
      const Bfloat16Scope scope(bfloat16, observations.device().type());
      const auto P = static_cast<int64_t>(parts), p = static_cast<int64_t>(part);
      const Tensor pictures = to_pictures(observations.slice(0, kBatch * p / P, kBatch * (p + 1) / P));
      const Posterior posterior = vae->encode(pictures);
      return reconstruction_loss(vae->decode(posterior.sample()), pictures, 0.1) +
             kl_divergence(posterior).sum() / static_cast<double>(pictures.numel());
    });
    adam.step(pool);
    return static_cast<double>(kBatch);
  }

  /// Multiply-adds of an update for one picture: the backward pass does those of the forward pass twice.
  double multiply_adds() {
    return 3.0 * static_cast<double>(vae->multiply_adds_to_encode() + vae->multiply_adds_to_decode());
  }

  Vae vae;
  Adam adam;
  bool bfloat16;
  std::size_t parts;
  Tensor observations;
};

/// kDreams moments of the replay, to dream on from.
Moments some_moments(Learner& learner) {
  return learner.frozen->moments(learner.replay->sample(2, kDreams, learner.random));
}

/// What is measured, how many multiply-adds each unit of work takes (0: not counted), and of which type.
struct Counted {
  BenchPart part;
  double multiply_adds = 0;
};

std::vector<Counted> model_parts(Learner& learner, VaeTraining& flat, VaeTraining& own,
                                 std::map<std::string, double>& sums) {
  const std::size_t threads = parts_for(learner);
  const auto encode = [&learner, threads] {
    const int64_t N = learner.buffers->observations.size(0), P = static_cast<int64_t>(threads);
    for_each_alone(learner.pool, threads, [&](std::size_t part) {
      const torch::NoGradGuard no_grad;
      const auto p = static_cast<int64_t>(part);
      learner.frozen->encode(learner.buffers->observations.slice(0, N * p / P, N * (p + 1) / P));
    });
    return static_cast<double>(N);
  };
  const auto dreams = [&learner, moments = some_moments(learner)](const DreamPlayer& player) {
    const std::vector<std::uint64_t> streams(kDreams);
    play_dreams(learner, moments, streams, kDreamSteps, 1.0, player);
    return static_cast<double>(kDreams * kDreamSteps);
  };
  const auto idle = [](const AgentInput& input, int64_t /*begin*/, const at::Generator& /*generator*/) {
    const Tensor& seen = input.map.defined() ? input.map : input.vector;
    return torch::zeros({seen.size(0)}, seen.options().dtype(torch::kLong));
  };
  const auto playing = [&learner](const AgentInput& input, int64_t /*begin*/, const at::Generator& generator) {
    return learner.ppo->act(input, generator).actions;
  };
  const FitConfig& fit = *learner.config.fit;
  const double frames = static_cast<double>(fit.batch) * fit.sequence;
  const auto joint = [&learner, &sums, frames] {
    update_model(learner, sums);
    return frames;
  };
  const auto drawing = [&learner, frames, batch = fit.batch()] {
    learner.sampler->next(batch, learner.random).to(learner.device);
    return frames;
  };
  std::vector<Counted> parts = {
      {{"VAE training, flat z", "frames", [&] { return flat.update(learner.pool); }}, flat.multiply_adds()},
      {{"VAE training, the recipe's z", "frames", [&] { return own.update(learner.pool); }}, own.multiply_adds()},
      {{kJoint, "frames", joint}},
      {{kDrawing, "frames", drawing}},
      {{"encoder inference", "frames", encode}, static_cast<double>(learner.model->vae()->multiply_adds_to_encode())},
      {{"dreaming", "steps", [=] { return dreams(idle); }}, static_cast<double>(learner.model->rnn()->multiply_adds())},
      {{"dreaming, the controller playing", "steps", [=] { return dreams(playing); }},
       static_cast<double>(learner.model->rnn()->multiply_adds())}};
  if (learner.evolution) {
    parts.push_back({{"evolving in the dream", "steps",
                      [&learner] {
                        dream_generation(learner);
                        return static_cast<double>(generation_steps(learner.config));
                      }},
                     static_cast<double>(learner.model->rnn()->multiply_adds())});
  }
  return parts;
}

/// What bounds the learner's device, and which of them its products.
std::pair<std::vector<BenchPart>, std::size_t> limits_of(const Learner& learner) {
  if (!learner.device.is_cpu()) {
    return {device_limits(learner.device).parts, DeviceLimits::products(learner.bfloat16)};
  }
  const std::size_t threads = learner.pool.size();
  std::vector<BenchPart> parts = {matrix_part("float32 products, 1 thread", torch::kFloat, 1),
                                  matrix_part("float32 products, all threads", torch::kFloat, threads)};
  // Elsewhere they take a hundred times as long, and nobody asks for them.
  if (learner.bfloat16 || bfloat16_is_fast()) {
    parts.push_back(matrix_part("bfloat16 products, 1 thread", torch::kBFloat16, 1));
    parts.push_back(matrix_part("bfloat16 products, all threads", torch::kBFloat16, threads));
  }
  return {parts, std::size_t{learner.bfloat16 ? 3U : 1U}};
}

void bench_model(const BenchLearnerArguments& arguments) {
  const auto learner = arguments.make_learner();
  fill_replay(*learner);
  VaeConfig flat_config = *learner->config.model->vae;
  flat_config.latent = "flat";
  VaeTraining flat(flat_config, *learner), own(*learner->config.model->vae, *learner);
  std::map<std::string, double> sums;
  const auto counted = model_parts(*learner, flat, own, sums);

  const auto [limits, limit] = limits_of(*learner);
  std::vector<BenchPart> parts = limits;
  const std::size_t matrices = parts.size();
  for (const auto& each : counted) parts.push_back(synchronised(each.part, learner->device));
  const auto speeds = measure(parts, arguments.seconds);

  std::vector<BenchLine> lines;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    BenchLine line{parts[i].name, parts[i].unit, speeds[i], 0, {}};
    if (i >= matrices && counted[i - matrices].multiply_adds > 0) {
      line.limit = speeds[limit] / counted[i - matrices].multiply_adds;
      line.limit_name = parts[limit].name;
    }
    lines.push_back(line);
  }
  const std::string where = learner->device.is_cpu() ? "" : ", " + learner->device.str();
  print_bench(fmt::format("model ({}{})", learner->bfloat16 ? "bfloat16" : "float32", where), lines);
  const auto speed_of = [&](std::string_view name) {
    return std::ranges::find(lines, name, [](const BenchLine& line) { return line.name; })->speed;
  };
  fmt::print("drawing sequences takes {:.1f} % of a joint update; a picture in the replay {} bytes\n",
             100 * speed_of(kJoint) / speed_of(kDrawing), learner->replay->picture_bytes() / learner->replay->size());
}

}  // namespace

void add_bench_model(CLI::App& bench) {
  auto arguments = std::make_shared<BenchLearnerArguments>();
  auto* command = bench.add_subcommand("model", "The world model's speeds beside the rate of matrix products");
  arguments->add_options(*command);
  command->callback([arguments] { bench_model(*arguments); });
}

}  // namespace spindash
