// SPDX-License-Identifier: MIT
#include "io/vcdiff.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace spindash {

namespace {

constexpr std::size_t kNear = 4, kSame = 3;  // sizes of the address caches, section 5.1
constexpr int kSelf = 0, kHere = 1, kFirstNear = 2, kFirstSame = kFirstNear + static_cast<int>(kNear),
              kModes = kFirstSame + static_cast<int>(kSame);

enum class Kind : std::uint8_t { kNothing, kAdd, kRun, kCopy };

struct Instruction {
  Kind kind = Kind::kNothing;
  std::uint8_t size = 0;  ///< 0: it stands in the instructions
  std::uint8_t mode = 0;  ///< of a copy's address
};

using CodeTable = std::array<std::array<Instruction, 2>, 256>;

/// The default table, section 5.6.
CodeTable make_table() {
  CodeTable table;
  std::size_t at = 0;
  const auto add = [&](Instruction first, Instruction second = {}) { table[at++] = {first, second}; };
  const auto small = [](int value) { return static_cast<std::uint8_t>(value); };
  add({Kind::kRun, 0, 0});
  for (int size = 0; size <= 17; ++size) add({Kind::kAdd, small(size), 0});
  for (int mode = 0; mode < kModes; ++mode) {
    add({Kind::kCopy, 0, small(mode)});
    for (int size = 4; size <= 18; ++size) add({Kind::kCopy, small(size), small(mode)});
  }
  for (int mode = 0; mode < kFirstSame; ++mode)
    for (int first = 1; first <= 4; ++first)
      for (int second = 4; second <= 6; ++second)
        add({Kind::kAdd, small(first), 0}, {Kind::kCopy, small(second), small(mode)});
  for (int mode = kFirstSame; mode < kModes; ++mode)
    for (int first = 1; first <= 4; ++first) add({Kind::kAdd, small(first), 0}, {Kind::kCopy, 4, small(mode)});
  for (int mode = 0; mode < kModes; ++mode) add({Kind::kCopy, 4, small(mode)}, {Kind::kAdd, 1, 0});
  return table;
}

std::uint32_t adler32(std::span<const std::uint8_t> bytes) {
  constexpr std::uint32_t kModulus = 65521;
  std::uint32_t low = 1, high = 0;
  for (const std::uint8_t byte : bytes) {
    low = (low + byte) % kModulus;
    high = (high + low) % kModulus;
  }
  return high << 16 | low;
}

/// Bytes that are taken off from the front.
class Section {
 public:
  Section(std::span<const std::uint8_t> bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  bool empty() const { return bytes_.empty(); }
  [[noreturn]] void refuse(const char* what) const { throw Error(name_, what, "the patch is damaged"); }
  std::span<const std::uint8_t> take(std::uint64_t size) {
    if (size > bytes_.size()) refuse("it breaks off");
    const auto front = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return front;
  }
  std::uint8_t byte() { return take(1).front(); }
  /// Seven bits a byte, the highest first, section 2.
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (;;) {
      const std::uint8_t next = byte();
      if (value > (std::uint64_t{1} << 40)) refuse("a number in it is too large");
      value = value << 7 | (next & 0x7FU);
      if ((next & 0x80U) == 0) return value;
    }
  }
  Section section(std::uint64_t size) { return {take(size), name_}; }

 private:
  std::span<const std::uint8_t> bytes_;
  const std::string& name_;
};

/// Where copies come from, section 5.3.
class AddressCache {
 public:
  std::uint64_t next(Section& addresses, int mode, std::uint64_t here) {
    std::uint64_t address = 0;
    if (mode == kSelf) {
      address = addresses.number();
    } else if (mode == kHere) {
      const std::uint64_t back = addresses.number();
      if (back > here) addresses.refuse("a copy begins before the beginning");
      address = here - back;
    } else if (mode < kFirstSame) {
      address = near_[static_cast<std::size_t>(mode - kFirstNear)] + addresses.number();
    } else {
      address = same_[static_cast<std::size_t>(mode - kFirstSame) * 256 + addresses.byte()];
    }
    near_[slot_] = address;
    slot_ = (slot_ + 1) % kNear;
    same_[address % same_.size()] = address;
    return address;
  }

 private:
  std::array<std::uint64_t, kNear> near_{};
  std::array<std::uint64_t, kSame * 256> same_{};
  std::size_t slot_ = 0;
};

/// One window: `segment`, then what is made here, are what copies see as one.
class Window {
 public:
  Window(std::span<const std::uint8_t> segment, std::uint64_t size, Bytes& out)
      : segment_(segment), out_(out), begin_(out.size()), size_(size) {}

  void run(Section data, Section instructions, Section addresses) {
    static const CodeTable kTable = make_table();
    while (!instructions.empty()) {
      for (const Instruction& each : kTable[instructions.byte()]) {
        if (each.kind == Kind::kNothing) continue;
        const std::uint64_t size = each.size != 0 ? each.size : instructions.number();
        if (size > size_ - made()) instructions.refuse("a window makes more than it says");
        if (each.kind == Kind::kAdd) {
          const auto bytes = data.take(size);
          out_.insert(out_.end(), bytes.begin(), bytes.end());
        } else if (each.kind == Kind::kRun) {
          out_.insert(out_.end(), size, data.byte());
        } else {
          copy(addresses, each.mode, size);
        }
      }
    }
    if (made() != size_ || !data.empty() || !addresses.empty()) instructions.refuse("a window makes less than it says");
  }

 private:
  std::uint64_t made() const { return out_.size() - begin_; }

  void copy(Section& addresses, int mode, std::uint64_t size) {
    const std::uint64_t here = segment_.size() + made();
    std::uint64_t from = cache_.next(addresses, mode, here);
    if (from >= here) addresses.refuse("a copy begins after the end");
    for (std::uint64_t i = 0; i < size; ++i, ++from)  // byte by byte: it may run into what it makes
      out_.push_back(from < segment_.size() ? segment_[from] : out_[begin_ + (from - segment_.size())]);
  }

  std::span<const std::uint8_t> segment_;
  Bytes& out_;
  std::size_t begin_;
  std::uint64_t size_;
  AddressCache cache_;
};

void read_header(Section& patch, const std::string& name) {
  constexpr std::array<std::uint8_t, 4> kTag = {0xD6, 0xC3, 0xC4, 0};
  if (!std::ranges::equal(patch.take(kTag.size()), kTag)) throw Error(name, "it is no VCDIFF patch");
  constexpr unsigned kCompressor = 1, kTable = 2, kApplication = 4;
  const unsigned flags = patch.byte();
  if ((flags & (kCompressor | kTable)) != 0)
    throw Error(name, "its compressor or code table is not the standard's", "make it with xdelta3 -S none");
  if ((flags & ~kApplication) != 0) patch.refuse("its header is not as the standard says");
  if ((flags & kApplication) != 0) patch.take(patch.number());
}

void read_window(Section& patch, std::span<const std::uint8_t> source, const std::string& name, std::size_t limit,
                 Bytes& out) {
  constexpr unsigned kSource = 1, kTarget = 2, kChecksum = 4;
  const unsigned flags = patch.byte();
  if (flags > (kSource | kTarget | kChecksum) || (flags & (kSource | kTarget)) == (kSource | kTarget))
    patch.refuse("a window is not as the standard says");
  Bytes copied;  // of the target: the window makes it grow
  std::span<const std::uint8_t> segment;
  if ((flags & (kSource | kTarget)) != 0) {
    const std::uint64_t size = patch.number(), position = patch.number();
    const std::span<const std::uint8_t> from = (flags & kSource) != 0 ? source : std::span<const std::uint8_t>(out);
    if (position > from.size() || size > from.size() - position)
      throw Error(name, "it belongs to a larger file than this one");
    segment = from.subspan(position, size);
    if ((flags & kTarget) != 0) {
      copied.assign(segment.begin(), segment.end());
      segment = copied;
    }
  }
  Section delta = patch.section(patch.number());
  const std::uint64_t size = delta.number();
  if (size > limit - out.size()) throw Error(name, "it makes more than " + std::to_string(limit) + " bytes");
  if (delta.byte() != 0) delta.refuse("its parts are compressed further, which is not read here");
  const std::uint64_t data = delta.number(), instructions = delta.number(), addresses = delta.number();
  std::uint32_t sum = 0;
  if ((flags & kChecksum) != 0)
    for (const std::uint8_t byte : delta.take(4)) sum = sum << 8 | byte;
  const std::size_t begin = out.size();
  Section data_part = delta.section(data), instruction_part = delta.section(instructions);
  Window(segment, size, out).run(data_part, instruction_part, delta.section(addresses));
  if (!delta.empty()) delta.refuse("a window is longer than its parts");
  if ((flags & kChecksum) != 0 && adler32(std::span(out).subspan(begin)) != sum)
    throw Error(name, "what it makes is not what it should be", "was it made for another file?");
}

}  // namespace

Bytes apply_vcdiff(std::span<const std::uint8_t> patch, std::span<const std::uint8_t> source, const std::string& name,
                   std::size_t limit) {
  Section rest(patch, name);
  read_header(rest, name);
  Bytes out;
  while (!rest.empty()) read_window(rest, source, name, limit, out);
  return out;
}

}  // namespace spindash
