// SPDX-License-Identifier: MIT
#include "config/toml.h"

#include <fmt/format.h>

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <charconv>
#include <fstream>
#include <sstream>

namespace spindash {

namespace {

FieldBase* find_field(Section& section, std::string_view name) {
  for (auto* field : section.fields()) {
    if (field->name() == name) return field;
  }
  return nullptr;
}

FieldBase& field_named(Section& section, std::string_view name, std::string_view where) {
  if (auto* field = find_field(section, name)) return *field;
  std::vector<std::string> names;
  for (const auto* field : section.fields()) names.push_back(field->name());
  const std::string near = nearest_name(name, names);
  throw Error(where, fmt::format("unknown setting '{}'", name),
              near.empty() ? std::string("`spindash config` lists them all") : fmt::format("did you mean '{}'?", near));
}

std::string node_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return detail::to_text(text->get());
  std::ostringstream stream;
  stream << toml::node_view<const toml::node>(node);
  return stream.str();
}

void read_table(Section& section, const toml::table& table, const std::string& prefix, std::string_view name);

void read_value(FieldBase& field, const toml::node& node, const std::string& path, std::string_view name) {
  const std::string where = fmt::format("{}: {}", name, path);
  if (field.is_list()) {
    const auto* array = node.as_array();
    if (array == nullptr) throw Error(where, "is not a list of tables", fmt::format("write [[{}]]", path));
    field.clear();
    for (std::size_t i = 0; i < array->size(); ++i) {
      const auto* element = array->get(i)->as_table();
      if (element == nullptr) throw Error(where, "has an element that is not a table");
      read_table(*field.append(), *element, fmt::format("{}.{}", path, i), name);
    }
  } else if (field.section() != nullptr) {
    const auto* table = node.as_table();
    if (table == nullptr) throw Error(where, "is not a table", fmt::format("write [{}]", path));
    read_table(*field.section(), *table, path, name);
  } else if (const auto* text = node.as_string()) {
    // Only text settings take quoted values: "5" is not a number.
    if (field.text().empty() || field.text().front() != '"') {
      throw Error(where, fmt::format("\"{}\" is text", text->get()), fmt::format("use {}", field.range_text()));
    }
    field.set_text(fmt::format("'{}'", text->get()), where);
  } else if (!field.text().empty() && field.text().front() == '"') {
    throw Error(where, fmt::format("{} is not a text", node_text(node)), "put it in quotes");
  } else {
    field.set_text(node_text(node), where);
  }
}

void read_table(Section& section, const toml::table& table, const std::string& prefix, std::string_view name) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix.empty() ? std::string(key.str()) : fmt::format("{}.{}", prefix, key.str());
    read_value(field_named(section, key.str(), fmt::format("{}: {}", name, prefix.empty() ? "top level" : prefix)),
               node, path, name);
  }
}

void write_section(Section& section, const std::string& prefix, std::string& out) {
  for (const auto* field : section.fields()) {
    if (!field->text().empty()) out += fmt::format("{} = {}\n", field->name(), field->text());
  }
  for (auto* field : section.fields()) {
    const std::string path = prefix.empty() ? field->name() : prefix + "." + field->name();
    if (field->is_list()) {
      for (auto* element : field->elements()) {
        out += fmt::format("\n[[{}]]\n", path);
        write_section(*element, path, out);
      }
    } else if (auto* nested = field->section()) {
      out += fmt::format("\n[{}]\n", path);
      write_section(*nested, path, out);
    }
  }
}

void describe_section(Section& section, const std::string& prefix, std::string& out) {
  for (auto* field : section.fields()) {
    const std::string path = prefix.empty() ? field->name() : prefix + "." + field->name();
    if (auto* nested = field->section()) {
      out += fmt::format("\n{}: {}\n", path, field->meaning());
      describe_section(*nested, field->is_list() ? path + ".N" : path, out);
    } else {
      const std::string range = field->range_text();
      out += fmt::format("  {} = {}{}\n      {}\n", path, field->text(),
                         range.empty() ? std::string() : fmt::format("  ({})", range), field->meaning());
    }
  }
}

}  // namespace

void read_toml(Section& section, std::string_view text, std::string_view name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& fault) {
    throw Error(fmt::format("{}:{}", name, fault.source().begin.line), std::string(fault.description()));
  }
  read_table(section, table, "", name);
}

void read_toml_file(Section& section, const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(file.string(), "cannot be read", "is the path right?");
  std::ostringstream text;
  text << stream.rdbuf();
  read_toml(section, text.str(), file.string());
}

void set_by_path(Section& section, std::string_view assignment) {
  const std::string where = fmt::format("--set {}", assignment);
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) throw Error(where, "has no '='", "write --set section.name=value");
  std::string_view path = assignment.substr(0, equals);
  Section* at = &section;
  for (;;) {
    const std::size_t dot = path.find('.');
    auto& field = field_named(*at, path.substr(0, dot), where);
    if (dot == std::string_view::npos) {
      field.set_text(assignment.substr(equals + 1), where);
      return;
    }
    path.remove_prefix(dot + 1);
    if (field.is_list()) {
      const std::size_t end = path.find('.');
      std::size_t index = 0;
      const auto number = path.substr(0, end);
      const auto parsed = std::from_chars(number.data(), number.data() + number.size(), index);
      const auto elements = field.elements();
      if (parsed.ec != std::errc() || index >= elements.size() || end == std::string_view::npos) {
        throw Error(where, fmt::format("'{}' has {} elements", field.name(), elements.size()),
                    fmt::format("write --set {}.0.name=value", field.name()));
      }
      at = elements[index];
      path.remove_prefix(end + 1);
    } else if (field.section() != nullptr) {
      at = field.section();
    } else {
      throw Error(where, fmt::format("'{}' is a setting, not a section", field.name()));
    }
  }
}

std::string to_toml(Section& section) {
  std::string out;
  write_section(section, "", out);
  return out;
}

std::string describe(Section& section) {
  std::string out;
  describe_section(section, "", out);
  return out;
}

}  // namespace spindash
