// SPDX-License-Identifier: MIT
// A Python pickle as a tree of values. Nothing in it is run: what Python would call or look up stays a node with a
// name, for the reader of a format to accept or refuse. Knows the operations that torch.save uses (protocols 2 to 5);
// Error for any other, for damage, and for a pickle over 2 MiB. Values may contain themselves: walk them with a limit.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace spindash {

struct PickleValue {
  enum class Kind { kNone, kBool, kInt, kReal, kText, kGlobal, kSequence, kDict, kCall, kPersistent };
  using Index = std::uint32_t;  ///< of a value in Pickle::values

  Kind kind = Kind::kNone;
  std::int64_t number = 0;  ///< kBool, kInt
  double real = 0;
  std::string text = {};          ///< kText; kGlobal: "module name"
  std::vector<Index> items = {};  ///< kSequence; kCall: what is called, its arguments; kPersistent: the id
  std::vector<std::pair<Index, Index>> entries = {};  ///< kDict, and kCall where it makes one
};

struct Pickle {
  std::vector<PickleValue> values;
  PickleValue::Index root = 0;

  const PickleValue& operator[](PickleValue::Index index) const { return values[index]; }
};

/// `name` is what errors call the bytes.
Pickle parse_pickle(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace spindash
