// SPDX-License-Identifier: MIT
#include "io/pickle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "base/bytes.h"
#include "base/error.h"

namespace spindash {

namespace {

using Kind = PickleValue::Kind;
using Index = PickleValue::Index;

constexpr std::size_t kMostBytes = std::size_t{2} << 20;

// Operations by their byte, as pickletools.py names them.
enum Operation : std::uint8_t {
  kMark = '(',
  kStop = '.',
  kBinFloat = 'G',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNoneValue = 'N',
  kBinPersistent = 'Q',
  kReduce = 'R',
  kBinUnicode = 'X',
  kEmptyList = ']',
  kAppend = 'a',
  kBuild = 'b',
  kGlobalName = 'c',
  kAppends = 'e',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyTuple = ')',
  kEmptyDict = '}',
  kProtocol = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kTrue = 0x88,
  kFalse = 0x89,
  kLong1 = 0x8a,
  kShortBinUnicode = 0x8c,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
};

class Machine {
 public:
  Machine(std::span<const std::uint8_t> bytes, const std::string& name) : in_(bytes, name), name_(name) {}

  Pickle run() {
    for (;;) {
      const auto operation = in_.read<std::uint8_t>();
      if (operation == kStop) break;
      if (!number(operation) && !text(operation) && !collect(operation) && !remember(operation)) {
        refuse(fmt::format("its pickle has the operation {:#04x}, which torch.save does not use", operation));
      }
    }
    pickle_.root = pop();
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(name_, what, "the file is damaged or hostile");
  }

  Index add(PickleValue value) {
    pickle_.values.push_back(std::move(value));
    return static_cast<Index>(pickle_.values.size() - 1);
  }
  void push(PickleValue value) { stack_.push_back(add(std::move(value))); }
  Index pop() {
    // What lies below a mark belongs to others.
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) refuse("its pickle takes a value that is not there");
    const Index top = stack_.back();
    stack_.pop_back();
    return top;
  }
  /// The values above the newest mark, which goes.
  std::vector<Index> pop_to_mark() {
    if (marks_.empty()) refuse("its pickle has no mark where it needs one");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Index> values(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return values;
  }
  PickleValue& top(Kind kind, Kind other) {
    const Index index = pop();
    stack_.push_back(index);
    PickleValue& value = pickle_.values[index];
    if (value.kind != kind && value.kind != other) refuse("its pickle adds to what cannot be added to");
    return value;
  }

  void push_int(std::int64_t value) { push({.kind = Kind::kInt, .number = value}); }
  void push_text(std::size_t size) { push({.kind = Kind::kText, .text = read_text(size)}); }
  void push_sequence(std::vector<Index> items) { push({.kind = Kind::kSequence, .items = std::move(items)}); }

  std::string read_text(std::size_t size) {
    if (size > in_.left()) refuse("its pickle ends inside a text");
    std::string value(size, '\0');
    in_.read_bytes(value.data(), size);
    return value;
  }
  std::string read_line() {
    std::string line;
    for (char c = in_.read<char>(); c != '\n'; c = in_.read<char>()) line += c;
    return line;
  }
  std::int64_t read_long() {
    const auto size = in_.read<std::uint8_t>();
    if (size > 8) refuse("its pickle has a number of more than 64 bits");
    std::array<std::uint8_t, 8> bytes{};
    in_.read_bytes(bytes.data(), size);
    const bool negative = size > 0 && bytes[size - 1U] >= 0x80;
    if (negative) std::fill(bytes.begin() + size, bytes.end(), std::uint8_t{0xFF});
    return std::bit_cast<std::int64_t>(bytes);
  }
  double read_big_endian() {
    auto bytes = in_.read<std::array<std::uint8_t, 8>>();
    std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<double>(bytes);
  }

  bool number(std::uint8_t operation) {
    switch (operation) {
      case kBinInt:
        push_int(in_.read<std::int32_t>());
        return true;
      case kBinInt1:
        push_int(in_.read<std::uint8_t>());
        return true;
      case kBinInt2:
        push_int(in_.read<std::uint16_t>());
        return true;
      case kLong1:
        push_int(read_long());
        return true;
      case kTrue:
      case kFalse:
        push({.kind = Kind::kBool, .number = operation == kTrue ? 1 : 0});
        return true;
      case kNoneValue:
        push({});
        return true;
      case kBinFloat:
        push({.kind = Kind::kReal, .real = read_big_endian()});
        return true;
      default:
        return false;
    }
  }

  bool text(std::uint8_t operation) {
    switch (operation) {
      case kBinUnicode:
        push_text(in_.read<std::uint32_t>());
        return true;
      case kShortBinUnicode:
        push_text(in_.read<std::uint8_t>());
        return true;
      case kGlobalName: {
        const std::string module = read_line();
        push({.kind = Kind::kGlobal, .text = module + " " + read_line()});
        return true;
      }
      case kStackGlobal: {
        const Index global = pop(), module = pop();
        push({.kind = Kind::kGlobal, .text = pickle_[module].text + " " + pickle_[global].text});
        return true;
      }
      default:
        return false;
    }
  }

  bool collect(std::uint8_t operation) {
    switch (operation) {
      case kMark:
        marks_.push_back(stack_.size());
        return true;
      case kEmptyDict:
        push({.kind = Kind::kDict});
        return true;
      case kEmptyList:
      case kEmptyTuple:
        push_sequence({});
        return true;
      case kTuple:
        push_sequence(pop_to_mark());
        return true;
      case kTuple1:
      case kTuple2:
      case kTuple3: {
        std::vector<Index> items(1U + operation - kTuple1);
        for (auto item = items.rbegin(); item != items.rend(); ++item) *item = pop();
        push_sequence(std::move(items));
        return true;
      }
      case kSetItem:
      case kSetItems:
        add_entries(operation == kSetItems ? pop_to_mark() : pop_two());
        return true;
      case kAppend:
      case kAppends: {
        const auto more = operation == kAppends ? pop_to_mark() : std::vector<Index>{pop()};
        auto& items = top(Kind::kSequence, Kind::kSequence).items;
        items.insert(items.end(), more.begin(), more.end());
        return true;
      }
      case kReduce: {
        auto call = pop_two();
        push({.kind = Kind::kCall, .items = std::move(call)});
        return true;
      }
      case kBinPersistent: {
        const Index id = pop();
        push({.kind = Kind::kPersistent, .items = {id}});
        return true;
      }
      case kBuild:
        pop();
        return true;  // a state beside the entries: what torch.save puts there is not needed
      default:
        return false;
    }
  }
  std::vector<Index> pop_two() {
    const Index second = pop(), first = pop();
    return {first, second};
  }
  void add_entries(const std::vector<Index>& flat) {
    if (flat.size() % 2 != 0) refuse("its pickle has a key without a value");
    auto& entries = top(Kind::kDict, Kind::kCall).entries;
    for (std::size_t i = 0; i < flat.size(); i += 2) entries.emplace_back(flat[i], flat[i + 1]);
  }

  bool remember(std::uint8_t operation) {
    switch (operation) {
      case kProtocol:
        in_.read<std::uint8_t>();
        return true;
      case kFrame:
        in_.read<std::uint64_t>();
        return true;
      case kBinPut:
        put(in_.read<std::uint8_t>());
        return true;
      case kLongBinPut:
        put(in_.read<std::uint32_t>());
        return true;
      case kMemoize:
        put(static_cast<std::uint32_t>(memo_.size()));
        return true;
      case kBinGet:
        get(in_.read<std::uint8_t>());
        return true;
      case kLongBinGet:
        get(in_.read<std::uint32_t>());
        return true;
      default:
        return false;
    }
  }
  void put(std::uint32_t place) {
    const Index value = pop();
    stack_.push_back(value);
    memo_[place] = value;
  }
  void get(std::uint32_t place) {
    const auto found = memo_.find(place);
    if (found == memo_.end()) refuse("its pickle uses what it did not keep");
    stack_.push_back(found->second);
  }

  ByteReader in_;
  const std::string& name_;
  Pickle pickle_;
  std::vector<Index> stack_;
  std::vector<std::size_t> marks_;  // sizes of the stack
  std::map<std::uint32_t, Index> memo_;
};

}  // namespace

Pickle parse_pickle(std::span<const std::uint8_t> bytes, const std::string& name) {
  if (bytes.size() > kMostBytes) throw Error(name, "its pickle is larger than any network needs", "save weights alone");
  return Machine(bytes, name).run();
}

}  // namespace spindash
