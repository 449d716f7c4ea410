// SPDX-License-Identifier: MIT
// The files of the live page, built into the program. A new one stands in src/web/page/ and has a line in
// page_files.cpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace spindash {

struct PageFile {
  std::string_view path;  ///< "/page.css"
  std::string_view type;  ///< "text/css; charset=utf-8"
  std::string_view content;
};

std::span<const PageFile> page_files();
/// "/" is the page itself.
std::optional<PageFile> find_page_file(std::string_view path);

}  // namespace spindash
