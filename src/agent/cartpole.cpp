// SPDX-License-Identifier: MIT
#include "agent/cartpole.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace spindash {

using torch::Tensor;

namespace {

constexpr double kGravity = 9.8, kPoleMass = 0.1, kMass = 1.1, kHalfLength = 0.5, kForce = 10.0, kSeconds = 0.02;
constexpr double kLargestAngle = 12 * 2 * std::numbers::pi / 360, kLargestPosition = 2.4;

/// Euler's step of both equations of motion.
void push(std::array<double, CartPole::kState>& state, bool right) {
  auto& [x, speed, angle, turning] = state;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const double thrust = ((right ? kForce : -kForce) + kPoleMass * kHalfLength * turning * turning * sine) / kMass;
  const double turning_change =
      (kGravity * sine - cosine * thrust) / (kHalfLength * (4.0 / 3.0 - kPoleMass * cosine * cosine / kMass));
  const double speed_change = thrust - kPoleMass * kHalfLength * turning_change * cosine / kMass;
  x += kSeconds * speed;
  speed += kSeconds * speed_change;
  angle += kSeconds * turning;
  turning += kSeconds * turning_change;
}

void copy_state(const std::array<double, CartPole::kState>& state, float* to) {
  for (const double value : state) *to++ = static_cast<float>(value);
}

}  // namespace

CartPole::CartPole(int64_t poles, std::uint64_t seed) : random_(seed), poles_(static_cast<std::size_t>(poles)) {
  for (auto& pole : poles_) begin(pole);
}

void CartPole::begin(Pole& pole) {
  pole.steps = 0;
  for (double& value : pole.state) value = random_.uniform() * 0.1 - 0.05;
}

Tensor CartPole::states() const {
  Tensor states = torch::empty({static_cast<int64_t>(poles_.size()), kState});
  for (std::size_t i = 0; i < poles_.size(); ++i) copy_state(poles_[i].state, states.data_ptr<float>() + i * kState);
  return states;
}

CartPole::Step CartPole::step(const Tensor& actions) {
  const auto N = static_cast<int64_t>(poles_.size());
  TORCH_CHECK(actions.dim() == 1 && actions.size(0) == N, "CartPole::step takes an action for each pole");
  Step step{torch::ones({N}), torch::zeros({N}, torch::kBool), torch::zeros({N}, torch::kBool),
            torch::empty({N, kState})};
  const auto action = actions.accessor<int64_t, 1>();
  for (int64_t i = 0; i < N; ++i) {
    Pole& pole = poles_[static_cast<std::size_t>(i)];
    push(pole.state, action[i] == 1);
    ++pole.steps;
    copy_state(pole.state, step.final_states.data_ptr<float>() + i * kState);
    const bool fell = std::abs(pole.state[0]) > kLargestPosition || std::abs(pole.state[2]) > kLargestAngle;
    const bool late = !fell && pole.steps >= kLimit;
    if (!fell && !late) continue;
    (fell ? step.terminated : step.truncated)[i] = true;
    returns_.push_back(pole.steps);
    begin(pole);
  }
  return step;
}

std::vector<double> CartPole::take_returns() {
  return std::exchange(returns_, {});
}

}  // namespace spindash
