// SPDX-License-Identifier: MIT
#include "policy/recorder.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/random.h"
#include "env/game_picture.h"
#include "env/retro/movie.h"
#include "env/wrap/action_set.h"
#include "env/wrap/wrapped_env.h"
#include "io/film.h"
#include "io/text_overlay.h"
#include "policy/protocol.h"

namespace spindash {

namespace {

/// Frames of the game become frames of a film.
class Screening {
 public:
  Screening(const std::filesystem::path& file, ScreenSize screen, const RecordPlan& plan)
      : enlarge_(file.extension() == ".mp4" ? plan.enlarge : 1),
        picture_(screen),
        film_(make_film(file, screen.width * enlarge_, screen.height * enlarge_, plan.fps)) {}

  void add(const Game& game, Buttons held) {
    Picture large = enlarge(picture_.draw(game), enlarge_);
    label(large, game, held);
    film_->add(large);
  }

  Recording finish(const Game& game) {
    film_->finish();
    const Status status = game.status();
    return {game.levels()[game.level()], status.score, film_->frames(), status.at_goal};
  }

 private:
  static void label(Picture& picture, const Game& game, Buttons held) {
    const Status status = game.status();
    const int scale = std::max(1, picture.width / 320);
    const int margin = 4 * scale;
    const int low = picture.height - margin - text_height(scale);
    const std::string score = fmt::format("score {:.0f}", status.score);
    const std::string time = fmt::format("{}:{:05.2f}", status.frames / 3600, (status.frames % 3600) / 60.0);
    draw_text(picture, margin, low, game.levels()[game.level()], scale);
    draw_text(picture, (picture.width - text_width(time, scale)) / 2, low, time, scale);
    draw_text(picture, picture.width - margin - text_width(score, scale), low, score, scale, {255, 220, 60});
    if (held != 0)
      draw_text(picture, margin, low - margin - text_height(scale), buttons_name(held), scale, {160, 220, 255});
  }

  int enlarge_;
  GamePicture picture_;
  std::unique_ptr<Film> film_;
};

/// Takes down every frame of an environment: as a film, or as a movie for emulators.
class Recorder {
 public:
  Recorder(WrappedEnv& env, std::filesystem::path file, const RecordPlan& plan) : env_(env), file_(std::move(file)) {
    if (file_.extension() == ".bk2") {
      env.observe_frames([this](const Game& game, Buttons held) {
        if (!movie_) movie_.emplace(game);
        movie_->add(held);
        ++frames_;
      });
    } else {
      film_ = std::make_unique<Screening>(file_, env.game().screen(), plan);
      env.observe_frames([this](const Game& game, Buttons held) { film_->add(game, held); });
    }
  }
  ~Recorder() { env_.observe_frames({}); }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  Recording finish() const {
    const Game& game = env_.game();
    if (film_) return film_->finish(game);
    movie_->save(file_);
    const Status status = game.status();
    return {game.levels()[game.level()], status.score, frames_, status.at_goal};
  }

 private:
  WrappedEnv& env_;
  std::filesystem::path file_;
  std::unique_ptr<Screening> film_;
  std::optional<retro::MovieRecorder> movie_;
  long long frames_ = 0;
};

}  // namespace

Recording record_episode(Policy& policy, const GameFactory& games, const EnvConfig& config, const RecordPlan& plan,
                         const std::filesystem::path& file, ThreadPool& pool) {
  EnvConfig rules = protocol_config(config);
  rules.max_frames = std::min<int>(rules.max_frames, plan.max_frames);
  WrappedEnv env(games(), rules, plan.seed);
  const Recorder recorder(env, file, plan);

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
  return recorder.finish();
}

Recording record_buttons(std::span<const HeldButtons> buttons, const GameFactory& games, const RecordPlan& plan,
                         const std::filesystem::path& file) {
  const auto game = games();
  game->reset(plan.level);
  Screening film(file, game->screen(), plan);
  film.add(*game, 0);
  FrameResult result;
  int frames = 0;
  for (const HeldButtons& held : buttons) {
    for (int i = 0; i < held.frames && !result.terminated && !result.truncated && frames < plan.max_frames; ++i) {
      result = game->step(held.buttons);
      film.add(*game, held.buttons);
      ++frames;
    }
  }
  return film.finish(*game);
}

}  // namespace spindash
