// SPDX-License-Identifier: MIT
// Getting the emulator cores and integrations: they lie in the wheel of stable-retro, a zip archive on PyPI, of one
// version whose SHA-256 is known. They are unpacked into the user's cache and never copied elsewhere: several cores
// forbid commercial use.
#pragma once

#include <filesystem>
#include <string_view>

namespace spindash::retro {

inline constexpr std::string_view kPartsVersion = "1.0.1";

/// Downloads the wheel by pip, which knows the machine's proxies and mirrors, and unpacks it as `library`.
void fetch_parts(const std::filesystem::path& library);
/// Unpacks a wheel that is already here. The folder appears whole or not at all; throws Error unless the file is the
/// one that is pinned.
void unpack_parts(const std::filesystem::path& wheel, const std::filesystem::path& library);

}  // namespace spindash::retro
