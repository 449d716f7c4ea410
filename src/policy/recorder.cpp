// SPDX-License-Identifier: MIT
#include "policy/recorder.h"

#include <fmt/format.h>

#include <vector>

#include "base/random.h"
#include "env/wrap/wrapped_env.h"
#include "io/text_overlay.h"
#include "io/video.h"
#include "policy/protocol.h"

namespace spindash {

namespace {

/// The video being made: frames of the game become frames of it.
class Film {
 public:
  Film(const std::filesystem::path& file, ScreenSize screen, const RecordPlan& plan)
      : enlarge_(plan.enlarge),
        pixels_(static_cast<std::size_t>(screen.width) * screen.height),
        picture_(screen.width, screen.height),
        video_(file, screen.width * plan.enlarge, screen.height * plan.enlarge, plan.fps) {}

  void add(const Game& game) {
    game.draw(pixels_);
    std::uint8_t* to = picture_.pixels.data();
    for (const Pixel pixel : pixels_) {
      *to++ = static_cast<std::uint8_t>(pixel);
      *to++ = static_cast<std::uint8_t>(pixel >> 8);
      *to++ = static_cast<std::uint8_t>(pixel >> 16);
    }
    Picture large = enlarge(picture_, enlarge_);
    label(large, game);
    video_.add(large);
  }

  Recording finish(const Game& game) {
    video_.finish();
    const Status status = game.status();
    return {game.levels()[game.level()], status.score, video_.frames(), status.at_goal};
  }

 private:
  void label(Picture& picture, const Game& game) const {
    const Status status = game.status();
    const int scale = std::max(1, picture.width / 320);
    const int margin = 4 * scale;
    const int low = picture.height - margin - text_height(scale);
    const std::string score = fmt::format("score {:.0f}", status.score);
    const std::string time = fmt::format("{}:{:05.2f}", status.frames / 3600, (status.frames % 3600) / 60.0);
    draw_text(picture, margin, low, game.levels()[game.level()], scale);
    draw_text(picture, (picture.width - text_width(time, scale)) / 2, low, time, scale);
    draw_text(picture, picture.width - margin - text_width(score, scale), low, score, scale, {255, 220, 60});
  }

  int enlarge_;
  std::vector<Pixel> pixels_;
  Picture picture_;
  VideoWriter video_;
};

}  // namespace

Recording record_episode(Policy& policy, const GameFactory& games, const EnvConfig& config, const RecordPlan& plan,
                         const std::filesystem::path& file, ThreadPool& pool) {
  EnvConfig rules = protocol_config(config);
  rules.max_frames = std::min<int>(rules.max_frames, plan.max_frames);
  WrappedEnv env(games(), rules, plan.seed);
  Film film(file, env.game().screen(), plan);
  env.observe_frames([&](const Game& game, Buttons) { film.add(game); });

  const std::vector<std::size_t> levels = {plan.level};
  policy.practise(games, rules, levels, mix_bits(plan.seed), pool);
  policy.begin(1, mix_bits(~plan.seed));
  std::vector<std::uint8_t> observation(policy.sees() ? env.observation_shape().size() : 0);
  env.reset(observation, plan.level);
  std::int64_t action = 0;
  std::uint8_t first = 1;
  StepResult result;
  while (!result.ended()) {
    policy.act({observation, {&first, 1}, {&result.reward, 1}}, {&action, 1});
    result = env.step(static_cast<int>(action), observation);
    first = 0;
  }
  return film.finish(env.game());
}

Recording record_buttons(std::span<const HeldButtons> buttons, const GameFactory& games, const RecordPlan& plan,
                         const std::filesystem::path& file) {
  const auto game = games();
  game->reset(plan.level);
  Film film(file, game->screen(), plan);
  film.add(*game);
  FrameResult result;
  int frames = 0;
  for (const HeldButtons& held : buttons) {
    for (int i = 0; i < held.frames && !result.terminated && !result.truncated && frames < plan.max_frames; ++i) {
      result = game->step(held.buttons);
      film.add(*game);
      ++frames;
    }
  }
  return film.finish(*game);
}

}  // namespace spindash
