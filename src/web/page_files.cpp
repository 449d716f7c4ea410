// SPDX-License-Identifier: MIT
#include "web/page_files.h"

#include <algorithm>
#include <array>

namespace spindash {

namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8", kStyle = "text/css; charset=utf-8",
                           kScript = "text/javascript; charset=utf-8", kDrawing = "image/svg+xml";

constexpr auto kFiles = std::to_array<PageFile>({
    {
        "/",
        kHtml,
#include "web/page/index.html.inc"
    },
    {
        "/look.css",
        kStyle,
#include "web/page/look.css.inc"
    },
    {
        "/panels.css",
        kStyle,
#include "web/page/panels.css.inc"
    },
    {
        "/icon.svg",
        kDrawing,
#include "web/page/icon.svg.inc"
    },
    {
        "/bars.js",
        kScript,
#include "web/page/bars.js.inc"
    },
    {
        "/belief.js",
        kScript,
#include "web/page/belief.js.inc"
    },
    {
        "/chart.js",
        kScript,
#include "web/page/chart.js.inc"
    },
    {
        "/connection.js",
        kScript,
#include "web/page/connection.js.inc"
    },
    {
        "/controls.js",
        kScript,
#include "web/page/controls.js.inc"
    },
    {
        "/dream.js",
        kScript,
#include "web/page/dream.js.inc"
    },
    {
        "/pad.js",
        kScript,
#include "web/page/pad.js.inc"
    },
    {
        "/page.js",
        kScript,
#include "web/page/page.js.inc"
    },
    {
        "/panels.js",
        kScript,
#include "web/page/panels.js.inc"
    },
    {
        "/pictures.js",
        kScript,
#include "web/page/pictures.js.inc"
    },
    {
        "/play.js",
        kScript,
#include "web/page/play.js.inc"
    },
    {
        "/runs.js",
        kScript,
#include "web/page/runs.js.inc"
    },
    {
        "/stage.js",
        kScript,
#include "web/page/stage.js.inc"
    },
    {
        "/training.js",
        kScript,
#include "web/page/training.js.inc"
    },
    {
        "/watch.js",
        kScript,
#include "web/page/watch.js.inc"
    },
});

}  // namespace

std::span<const PageFile> page_files() {
  return kFiles;
}

std::optional<PageFile> find_page_file(std::string_view path) {
  const auto* const found =
      std::find_if(kFiles.begin(), kFiles.end(), [path](const PageFile& file) { return file.path == path; });
  if (found == kFiles.end()) return {};
  return *found;
}

}  // namespace spindash
