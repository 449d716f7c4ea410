// SPDX-License-Identifier: MIT
#include "io/torch_file.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "io/pickle.h"
#include "io/safetensors.h"
#include "io/zip.h"

namespace spindash {

namespace {

using Kind = PickleValue::Kind;
using Index = PickleValue::Index;

constexpr std::string_view kRemedy = "save a state_dict with torch.save of PyTorch 1.6 or later, or as safetensors";
constexpr std::string_view kPickleName = "/data.pkl";
constexpr int kDeepest = 16;                   // dictionaries within dictionaries
constexpr std::size_t kMostEntries = 100'000;  // of all dictionaries: one within itself many times is none

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kStorages = {{{"torch FloatStorage", "F32"},
                                                                                      {"torch DoubleStorage", "F64"},
                                                                                      {"torch HalfStorage", "F16"},
                                                                                      {"torch BFloat16Storage", "BF16"},
                                                                                      {"torch LongStorage", "I64"},
                                                                                      {"torch IntStorage", "I32"},
                                                                                      {"torch ShortStorage", "I16"},
                                                                                      {"torch CharStorage", "I8"},
                                                                                      {"torch ByteStorage", "U8"},
                                                                                      {"torch BoolStorage", "BOOL"}}};

struct Storage {
  std::string dtype;
  Bytes bytes;
};

class Reader {
 public:
  Reader(std::span<const std::uint8_t> file, const std::string& name)
      : name_(name), bytes_left_(4 * static_cast<std::uint64_t>(file.size())), archive_(file, name) {
    for (const ZipMember& member : archive_.members()) {
      if (!members_.emplace(member.name, &member).second) refuse("two members have one name");
    }
    for (const auto& [member, content] : members_) {
      if (member.ends_with(kPickleName)) folder_ = member.substr(0, member.size() - kPickleName.size());
    }
    const auto pickle = members_.find(folder_ + std::string(kPickleName));
    if (pickle == members_.end()) refuse("it is a zip without a pickle of tensors");
    const auto order = members_.find(folder_ + "/byteorder");
    if (order != members_.end() && std::ranges::equal(content_of(*order->second), std::string_view("big"))) {
      refuse("it was written by a big-endian machine");
    }
    pickle_ = parse_pickle(content_of(*pickle->second), name);
  }

  std::map<std::string, TorchTensor> read() {
    if (!is_dictionary(pickle_[pickle_.root])) refuse("it holds no dictionary of tensors");
    read_dictionary(pickle_[pickle_.root], "", 0);
    return std::move(tensors_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw Error(name_, what, kRemedy); }

  Bytes content_of(const ZipMember& member) const {
    if (member.method != 0) refuse("'" + member.name + "' is packed");
    return archive_.read(member, member.packed_size);
  }

  const PickleValue& item(const PickleValue& value, std::size_t index, Kind kind) const {
    if (index >= value.items.size() || pickle_[value.items[index]].kind != kind)
      refuse("a tensor is not described as one");
    return pickle_[value.items[index]];
  }
  bool calls(const PickleValue& value, std::string_view global) const {
    return value.kind == Kind::kCall && item(value, 0, Kind::kGlobal).text == global;
  }
  bool is_dictionary(const PickleValue& value) const {
    return value.kind == Kind::kDict || calls(value, "collections OrderedDict");
  }

  void read_dictionary(const PickleValue& dictionary, const std::string& prefix, int depth) {
    if (depth > kDeepest) refuse("its dictionaries are nested too deep");
    for (const auto& [key, value] : dictionary.entries) {
      if (++entries_ > kMostEntries) refuse("it holds more than any network has");
      if (pickle_[key].kind != Kind::kText) continue;  // an optimiser's state counts its parameters
      const std::string name = prefix + pickle_[key].text;
      const PickleValue& content = pickle_[value];
      if (is_dictionary(content)) {
        read_dictionary(content, name + ".", depth + 1);
      } else if (content.kind == Kind::kCall) {
        tensors_[name] = read_call(content, name, 0);
      }
    }
  }

  TorchTensor read_call(const PickleValue& call, const std::string& name, int depth) {
    if (depth > kDeepest) refuse("'" + name + "' is nested too deep");
    const std::string& global = item(call, 0, Kind::kGlobal).text;
    const PickleValue& arguments = item(call, 1, Kind::kSequence);
    if (global == "torch._utils _rebuild_parameter") {
      return read_call(item(arguments, 0, Kind::kCall), name, depth + 1);
    }
    if (global != "torch._utils _rebuild_tensor_v2") {
      refuse("'" + name + "' would be made by calling '" + global + "', which is not allowed");
    }
    return read_tensor(arguments, name);
  }

  std::vector<std::int64_t> whole_numbers(const PickleValue& sequence) const {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < sequence.items.size(); ++i) {
      numbers.push_back(item(sequence, i, Kind::kInt).number);
      if (numbers.back() < 0) refuse("a tensor has a negative size or stride");
    }
    return numbers;
  }

  Storage storage(const PickleValue& persistent) const {
    const PickleValue& id = item(persistent, 0, Kind::kSequence);  // 'storage', type, key, device, elements
    const std::string& type = item(id, 1, Kind::kGlobal).text;
    const auto* known =
        std::ranges::find(kStorages, std::string_view(type), [](const auto& pair) { return pair.first; });
    if (known == kStorages.end()) refuse("it has a storage of the unknown type '" + type + "'");
    const auto member = members_.find(folder_ + "/data/" + item(id, 2, Kind::kText).text);
    if (member == members_.end()) refuse("a tensor's storage is missing");
    return {std::string(known->second), content_of(*member->second)};
  }

  TorchTensor read_tensor(const PickleValue& arguments, const std::string& name) {
    const Storage from = storage(item(arguments, 0, Kind::kPersistent));
    const std::uint64_t size = dtype_size(from.dtype), held = from.bytes.size() / size;
    const std::int64_t offset = item(arguments, 1, Kind::kInt).number;
    TorchTensor tensor;
    tensor.dtype = from.dtype;
    tensor.shape = whole_numbers(item(arguments, 2, Kind::kSequence));
    const auto strides = whole_numbers(item(arguments, 3, Kind::kSequence));
    if (strides.size() != tensor.shape.size() || offset < 0) refuse("'" + name + "' has no shape");
    std::uint64_t count = 1, last = static_cast<std::uint64_t>(offset), reach = 0;
    for (std::size_t i = 0; i < strides.size(); ++i) {
      const auto side = static_cast<std::uint64_t>(tensor.shape[i]);
      if (__builtin_mul_overflow(count, side, &count) || count > held)
        refuse("'" + name + "' is larger than its storage");
      if (side > 0 && (__builtin_mul_overflow(side - 1, static_cast<std::uint64_t>(strides[i]), &reach) ||
                       __builtin_add_overflow(last, reach, &last))) {
        refuse("'" + name + "' lies outside its storage");
      }
    }
    if (count > 0 && last >= held) refuse("'" + name + "' lies outside its storage");
    if (count * size > bytes_left_) refuse("its tensors are larger than the file");
    bytes_left_ -= count * size;
    tensor.bytes.resize(count * size);
    copy(from, static_cast<std::uint64_t>(offset), strides, size, tensor);
    return tensor;
  }

  /// Element after element in the order of the shape.
  static void copy(const Storage& from, std::uint64_t offset, const std::vector<std::int64_t>& strides,
                   std::uint64_t size, TorchTensor& tensor) {
    std::vector<std::int64_t> place(strides.size(), 0);
    for (std::size_t written = 0; written < tensor.bytes.size(); written += size) {
      std::copy_n(from.bytes.data() + offset * size, size, tensor.bytes.data() + written);
      for (std::size_t i = strides.size(); i-- > 0;) {
        offset += static_cast<std::uint64_t>(strides[i]);
        if (++place[i] < tensor.shape[i]) break;
        offset -= static_cast<std::uint64_t>(place[i] * strides[i]);
        place[i] = 0;
      }
    }
  }

  const std::string& name_;
  std::uint64_t bytes_left_;
  ZipArchive archive_;
  std::map<std::string, const ZipMember*> members_;
  std::string folder_;
  Pickle pickle_;
  std::size_t entries_ = 0;
  std::map<std::string, TorchTensor> tensors_;
};

}  // namespace

bool is_torch_file(std::span<const std::uint8_t> file) {
  constexpr std::array<std::uint8_t, 4> kZip = {'P', 'K', 3, 4};
  return file.size() >= kZip.size() && std::equal(kZip.begin(), kZip.end(), file.begin());
}

std::map<std::string, TorchTensor> parse_torch_file(std::span<const std::uint8_t> file, const std::string& name) {
  return Reader(file, name).read();
}

}  // namespace spindash
