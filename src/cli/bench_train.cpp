// SPDX-License-Identifier: MIT
// The controller's training from end to end, beside what its parts would allow: 1 / (sum of 1 / each part alone).
#include "cli/bench_device.h"
#include "cli/bench_learner.h"

#include "nn/parallel_gradient.h"
#include "train/phases.h"

namespace spindash {

namespace {

using torch::Tensor;

constexpr int kSteps = 16;  // choices in each environment of one measured piece

/// Environment steps that kSteps choices last.
double piece_steps(const Learner& learner) {
  return static_cast<double>(learner.config.environments) * kSteps * learner.config.ppo->hold();
}

/// Calls body(begin, end) kSteps times for the environments of each actor, actors side by side: once a choice. Returns
/// piece_steps.
double for_each_share(Learner& learner, const std::function<void(int64_t begin, int64_t end)>& body) {
  for_each_alone(learner.pool, learner.actors.size(), [&](std::size_t i) {
    const torch::NoGradGuard no_grad;
    for (int t = 0; t < kSteps; ++t) body(learner.actors[i]->begin(), learner.actors[i]->end());
  });
  return piece_steps(learner);
}

/// A learner with a rollout that it has played.
struct Bench {
  explicit Bench(std::unique_ptr<Learner> made)
      : learner(std::move(made)),
        rollout(learner->config.ppo->rollout, learner->config.environments, learner->ppo_input()) {
    if (learner->frozen) fill_replay(*learner);
    learner->for_each_actor([](Actor& actor) { actor.begin_acting(); });
    play_rollout(*learner, rollout);
  }
  double rollout_steps() const { return static_cast<double>(environment_steps(*learner, rollout)); }

  std::unique_ptr<Learner> learner;
  Rollout rollout;
};

BenchPart environments_part(Bench& bench) {
  const Tensor actions = bench.rollout.actions[0].to(torch::kCPU);
  return {"environments", "steps", [&bench, actions] {
            Learner& learner = *bench.learner;
            learner.for_each_actor([&](Actor& actor) {
              for (int t = 0; t < kSteps; ++t) actor.hold(actions.slice(0, actor.begin(), actor.end()));
            });
            return piece_steps(learner);
          }};
}

/// Encoder and memory; absent where the controller sees pixels.
std::vector<BenchPart> feature_parts(Bench& bench) {
  Learner& learner = *bench.learner;
  if (!learner.frozen) return {};
  const auto encode = [&learner] {
    return for_each_share(learner, [&](int64_t begin, int64_t end) {
      learner.frozen->encode(learner.buffers->observations.slice(0, begin, end));
    });
  };
  const auto remember = [&learner, actions = bench.rollout.actions[0]] {
    return for_each_share(learner, [&](int64_t begin, int64_t end) {
      const Tensor z = torch::zeros({end - begin, learner.frozen->latent_size()}, learner.device);
      const Tensor taken = actions.slice(0, begin, end);
      const LstmState state = learner.frozen->remember(z, taken, learner.frozen->zero_state(end - begin));
      learner.frozen->assemble({z, z, state, taken, torch::zeros({end - begin}, learner.device)},
                               learner.buffers->observations.slice(0, begin, end));
    });
  };
  return {{"encoder", "steps", encode}, {"memory", "steps", remember}};
}

BenchPart policy_part(Bench& bench) {
  return {"policy", "steps", [&bench] {
            const Rollout& rollout = bench.rollout;
            return for_each_share(*bench.learner, [&](int64_t begin, int64_t end) {
              AgentInput input;
              if (rollout.map.defined()) input.map = rollout.map[0].slice(0, begin, end);
              if (rollout.vector.defined()) input.vector = rollout.vector[0].slice(0, begin, end);
              bench.learner->ppo->act(input);
            });
          }};
}

BenchPart learning_part(Bench& bench) {
  return {"learning", "steps", [&bench] {
            update_agent(*bench.learner, bench.rollout, 0.0);
            return bench.rollout_steps();
          }};
}

BenchPart whole(Bench& bench) {
  return {"all together", "steps", [&bench] {
            play_rollout(*bench.learner, bench.rollout);
            update_agent(*bench.learner, bench.rollout, 0.0);
            return bench.rollout_steps();
          }};
}

void bench_train(const BenchLearnerArguments& arguments, bool pixels) {
  Bench bench(arguments.make_learner(pixels));
  std::vector<BenchPart> parts = {environments_part(bench)};
  for (auto& part : feature_parts(bench)) parts.push_back(std::move(part));
  parts.push_back(policy_part(bench));
  parts.push_back(learning_part(bench));
  parts.push_back(whole(bench));
  const std::size_t steps = parts.size();
  Learner& learner = *bench.learner;
  for (auto& part : parts) part = synchronised(std::move(part), learner.device);
  if (!learner.device.is_cpu()) {
    for (auto& limit : device_limits(learner.device).parts) parts.push_back(std::move(limit));
  }
  const auto speeds = measure(parts, arguments.seconds);

  std::vector<BenchLine> lines;
  double time = 0;  // of one step in all parts, one after another
  for (std::size_t i = 0; i < parts.size(); ++i) {
    lines.push_back({parts[i].name, parts[i].unit, speeds[i], 0, ""});
    if (i + 1 < steps) time += 1 / speeds[i];
  }
  lines[steps - 1].limit = 1 / time;
  lines[steps - 1].limit_name = "1 / (sum of 1 / part)";
  if (parts.size() > steps && learner.frozen) {  // beside the encoder, what the device's products would allow
    const std::size_t limit = steps + DeviceLimits::products(learner.bfloat16);
    BenchLine& encoder = lines[1];
    encoder.limit = speeds[limit] / static_cast<double>(learner.model->vae()->multiply_adds_to_encode());
    encoder.limit_name = parts[limit].name;
  }
  print_bench(pixels ? "PPO on pixels" : "PPO on features", lines);
}

}  // namespace

void add_bench_train(CLI::App& bench) {
  auto arguments = std::make_shared<BenchLearnerArguments>();
  auto* command =
      bench.add_subcommand("train", "The controller's training, on features and on pixels, beside its parts alone");
  arguments->add_options(*command);
  command->callback([arguments] {
    for (const bool pixels : {false, true}) bench_train(*arguments, pixels);
  });
}

}  // namespace spindash
