// SPDX-License-Identifier: MIT
#include "io/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr std::string_view kNotesKey = "__metadata__";
constexpr std::string_view kDamaged = "the file is damaged or is not safetensors";

constexpr std::array<std::pair<std::string_view, std::size_t>, 15> kTypes = {{{"BOOL", 1},
                                                                              {"U8", 1},
                                                                              {"I8", 1},
                                                                              {"F8_E5M2", 1},
                                                                              {"F8_E4M3", 1},
                                                                              {"I16", 2},
                                                                              {"U16", 2},
                                                                              {"F16", 2},
                                                                              {"BF16", 2},
                                                                              {"I32", 4},
                                                                              {"U32", 4},
                                                                              {"F32", 4},
                                                                              {"F64", 8},
                                                                              {"I64", 8},
                                                                              {"U64", 8}}};

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw Error(name, what, kDamaged);
}

Json parse_header(std::string_view text, const std::string& name) {
  // The parser keeps the last of two equal keys; here a second one is an attack or a bug.
  std::set<std::string> keys;
  const auto refuse_twice = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::key && depth == 1 && !keys.insert(parsed.get<std::string>()).second) {
      refuse(name, "the header names tensor '" + parsed.get<std::string>() + "' twice");
    }
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), refuse_twice);
  } catch (const Json::exception&) {
    refuse(name, "the header is not JSON");
  }
}

std::uint64_t whole_number(const Json& value, const std::string& name, const std::string& tensor) {
  if (!value.is_number_unsigned()) refuse(name, "tensor '" + tensor + "' has a size or offset that is no whole number");
  return value.get<std::uint64_t>();
}

/// The header's claim about one tensor, checked against the data it may use.
TensorView parse_tensor(const Json& claim, const std::string& tensor, std::span<const std::uint8_t> data,
                        const std::string& name) {
  const auto field = [&](const char* key) -> const Json& {
    if (!claim.is_object() || !claim.contains(key)) refuse(name, "tensor '" + tensor + "' has no " + key);
    return claim[key];
  };
  const Json& dtype = field("dtype");
  const Json& shape = field("shape");
  const Json& offsets = field("data_offsets");
  if (!dtype.is_string() || !shape.is_array() || !offsets.is_array() || offsets.size() != 2) {
    refuse(name, "tensor '" + tensor + "' is not described by a dtype, a shape and two offsets");
  }
  TensorView view;
  view.dtype = dtype.get<std::string>();
  std::uint64_t size = dtype_size(view.dtype);
  if (size == 0) refuse(name, "tensor '" + tensor + "' has the unknown dtype '" + view.dtype + "'");
  for (const Json& side : shape) {
    const std::uint64_t length = whole_number(side, name, tensor);
    if (length > INT64_MAX || __builtin_mul_overflow(size, length, &size)) {
      refuse(name, "tensor '" + tensor + "' is larger than any memory");
    }
    view.shape.push_back(static_cast<std::int64_t>(length));
  }
  const std::uint64_t begin = whole_number(offsets[0], name, tensor);
  const std::uint64_t end = whole_number(offsets[1], name, tensor);
  if (begin > end || end > data.size()) refuse(name, "tensor '" + tensor + "' lies outside the file");
  if (end - begin != size) refuse(name, "the shape of tensor '" + tensor + "' does not match its bytes");
  view.bytes = data.subspan(begin, size);
  return view;
}

/// The tensors must fill the data from end to end.
void expect_no_gaps(const TensorViews& tensors, std::span<const std::uint8_t> data, const std::string& name) {
  std::vector<std::pair<const std::uint8_t*, std::size_t>> parts;
  for (const auto& [tensor, view] : tensors) parts.emplace_back(view.bytes.data(), view.bytes.size());
  std::ranges::sort(parts);
  const std::uint8_t* at = data.data();
  for (const auto& [begin, size] : parts) {
    if (begin < at) refuse(name, "tensors overlap");
    if (begin > at) refuse(name, "there are bytes that belong to no tensor");
    at += size;
  }
  if (at != data.data() + data.size()) refuse(name, "there are bytes that belong to no tensor");
}

TensorNotes parse_notes(const Json& json, const std::string& name) {
  TensorNotes notes;
  if (!json.is_object()) refuse(name, "its __metadata__ is not a table of texts");
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) refuse(name, "its __metadata__ is not a table of texts");
    notes[key] = value.get<std::string>();
  }
  return notes;
}

}  // namespace

std::size_t dtype_size(std::string_view dtype) {
  for (const auto& [name, size] : kTypes) {
    if (name == dtype) return size;
  }
  return 0;
}

Safetensors Safetensors::read(const std::filesystem::path& file) {
  return parse(read_file(file), file.string());
}

Safetensors Safetensors::parse(Bytes content, const std::string& name) {
  Safetensors result;
  result.name_ = name;
  result.content_ = std::move(content);
  const std::span<const std::uint8_t> all = result.content_;
  std::uint64_t header_size = 0;
  if (all.size() < sizeof header_size) refuse(name, "it ends before its header");
  std::memcpy(&header_size, all.data(), sizeof header_size);
  if (header_size > kMaxHeader) refuse(name, "its header claims " + std::to_string(header_size) + " bytes");
  if (header_size > all.size() - sizeof header_size) refuse(name, "it ends inside its header");
  const std::string_view text(reinterpret_cast<const char*>(all.data()) + sizeof header_size, header_size);
  const auto data = all.subspan(sizeof header_size + header_size);

  const Json header = parse_header(text, name);
  if (!header.is_object()) refuse(name, "the header is not a JSON object");
  for (const auto& [key, value] : header.items()) {
    if (key == kNotesKey) {
      result.notes_ = parse_notes(value, name);
    } else {
      result.tensors_[key] = parse_tensor(value, key, data, name);
    }
  }
  expect_no_gaps(result.tensors_, data, name);
  return result;
}

const TensorView& Safetensors::at(const std::string& tensor) const {
  const auto found = tensors_.find(tensor);
  if (found == tensors_.end()) throw Error(name_, "it holds no tensor '" + tensor + "'");
  return found->second;
}

void write_safetensors(const std::filesystem::path& file, const TensorViews& tensors, const TensorNotes& notes) {
  std::vector<const TensorViews::value_type*> order;
  for (const auto& entry : tensors) order.push_back(&entry);
  std::ranges::stable_sort(
      order, [](const auto* a, const auto* b) { return dtype_size(a->second.dtype) > dtype_size(b->second.dtype); });

  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!notes.empty()) header[std::string(kNotesKey)] = notes;
  std::uint64_t offset = 0;
  for (const auto* entry : order) {
    const auto& [name, view] = *entry;
    std::uint64_t size = dtype_size(view.dtype);
    for (const std::int64_t length : view.shape) size *= static_cast<std::uint64_t>(length);
    if (size != view.bytes.size() || dtype_size(view.dtype) == 0 || name == kNotesKey) {
      throw Error(file.string(), "tensor '" + name + "' of dtype '" + view.dtype +
                                     "' cannot be written: its shape needs " + std::to_string(size) +
                                     " bytes, it has " + std::to_string(view.bytes.size()));
    }
    header[name] = {{"dtype", view.dtype}, {"shape", view.shape}, {"data_offsets", {offset, offset + size}}};
    offset += size;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');

  AtomicFile out(file);
  const std::uint64_t header_size = text.size();
  out.write(std::span(reinterpret_cast<const std::uint8_t*>(&header_size), sizeof header_size));
  out.write(text);
  for (const auto* entry : order) out.write(entry->second.bytes);
  out.commit();
}

}  // namespace spindash
