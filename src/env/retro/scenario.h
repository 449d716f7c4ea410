// SPDX-License-Identifier: MIT
// scenario.json and its like: what a frame of a game pays, and when an episode is over. Read here, computed by
// scoring.h. Names of variables are not looked up: a script may make them later.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/retro/action_table.h"

namespace spindash::retro {

enum class Measurement { kAbsolute, kDelta };
enum class Operation {
  kNone,
  kEqual,
  kNegativeEqual,
  kNotEqual,
  kLess,
  kGreater,
  kLessOrEqual,
  kGreaterOrEqual,
  kZero,
  kNonzero,
  kNegative,
  kPositive,
  kSign
};

/// A measured value, or a question about it: 0 or 1, of sign -1, 0 or 1.
struct Condition {
  Measurement measurement = Measurement::kAbsolute;
  Operation operation = Operation::kNone;
  std::int64_t reference = 0;

  std::int64_t apply(std::int64_t measured) const;
};

/// Pays `reward` times a positive result and `penalty` times a negative one.
struct Payment {
  Condition condition;
  float reward = 0;
  float penalty = 0;

  float apply(std::int64_t measured) const;
};

struct RewardSpec {
  struct Part {
    std::string variable;
    Payment payment;
  };
  std::vector<Part> parts;  ///< in the order in which stable-retro adds their float32 terms
  std::optional<Payment> time;
  std::string function;  ///< of a script; when not empty, it alone pays
};

struct DoneSpec {
  struct Part {
    std::string variable;
    Condition condition;
  };
  std::vector<Part> parts;
  std::vector<DoneSpec> nodes;
  bool all = false;      ///< every part must hold, else any
  std::string function;  ///< of a script; when not empty, it alone decides
};

/// Pixels of the picture that are observed; a width or height of 0 is up to the edge.
struct Crop {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

inline constexpr std::size_t kMaxPlayers = 2;

struct Scenario {
  std::array<RewardSpec, kMaxPlayers> rewards;
  DoneSpec done;
  Crop crop;
  std::optional<ActionGroups> actions;
  std::vector<std::filesystem::path> scripts;  ///< to be run in this order
};

/// Throws Error when the text is no such file, or asks for what crashes stable-retro. `folder` is where scripts lie.
Scenario parse_scenario(std::string_view text, const std::string& name, const std::filesystem::path& folder);
Scenario read_scenario(const std::filesystem::path& file);

}  // namespace spindash::retro
