// SPDX-License-Identifier: MIT
#include "env/retro/core_library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <span>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash::retro {

namespace {

constexpr std::uintmax_t kLargestLibrary = std::uintmax_t{256} << 20;

}  // namespace

CoreLibrary::CoreLibrary(const std::filesystem::path& path, const std::function<void(Bytes&)>& edit)
    : name(path.string()) {
  Bytes bytes = read_file(path, kLargestLibrary);
  if (edit) edit(bytes);
  file_ = memfd_create("core", MFD_CLOEXEC);
  if (file_ < 0) throw Error(name, "there is no memory for a copy of the core");
  try {
    load(bytes);
    find_place();
    find_functions();
  } catch (const Error&) {
    unload();
    throw;
  }
}

CoreLibrary::~CoreLibrary() {
  unload();
}

void CoreLibrary::unload() {
  if (handle_ != nullptr) dlclose(handle_);
  close(file_);
}

void CoreLibrary::fail(const char* what) const {
  throw Error(name, what, "is the file whole?");
}

void CoreLibrary::load(const Bytes& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(file_, bytes.data() + done, bytes.size() - done);
    if (written <= 0) fail("there is no memory for a copy of the core");
    done += static_cast<std::size_t>(written);
  }
  // The number stays open: a second copy under the same name would be taken
  // for this one.
  handle_ = dlopen(fmt::format("/proc/self/fd/{}", file_).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) fail("it is not a shared library that this machine can load");
}

void CoreLibrary::find_place() {
  struct Search {
    Elf64_Addr base;
    std::uint64_t begin, end;
  };
  link_map* map = nullptr;
  if (dlinfo(handle_, RTLD_DI_LINKMAP, &map) != 0) fail("it cannot be found in memory");
  Search search{map->l_addr, 0, 0};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t /*size*/, void* data) {
        auto& wanted = *static_cast<Search*>(data);
        if (info->dlpi_addr != wanted.base) return 0;
        for (const auto& part : std::span(info->dlpi_phdr, info->dlpi_phnum))
          if (part.p_type == PT_LOAD) wanted.end = std::max(wanted.end, wanted.base + part.p_vaddr + part.p_memsz);
        wanted.begin = wanted.base;
        return 1;
      },
      &search);
  begin = search.begin;
  end = search.end;
}

template <class Function>
void CoreLibrary::find(const char* symbol, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(handle_, symbol));
  if (function == nullptr) throw Error(name, fmt::format("it is no libretro core: it has no {}", symbol));
}

void CoreLibrary::find_functions() {
  find("retro_set_environment", set_environment);
  find("retro_set_video_refresh", set_video);
  find("retro_set_audio_sample", set_sample);
  find("retro_set_audio_sample_batch", set_batch);
  find("retro_set_input_poll", set_poll);
  find("retro_set_input_state", set_input);
  find("retro_init", init);
  find("retro_deinit", deinit);
  find("retro_get_system_info", system_info);
  find("retro_get_system_av_info", av_info);
  find("retro_load_game", load_game);
  find("retro_unload_game", unload_game);
  find("retro_run", run);
  find("retro_serialize_size", state_size);
  find("retro_serialize", serialize);
  find("retro_unserialize", unserialize);
  find("retro_get_memory_data", memory_data);
  find("retro_get_memory_size", memory_size);
}

}  // namespace spindash::retro
