// SPDX-License-Identifier: MIT
#include "io/compressed_file.h"

#include <fmt/format.h>
#include <zstd.h>

#include <array>
#include <fstream>
#include <vector>

#include "base/error.h"
#include "io/atomic_file.h"

namespace spindash {

namespace {

constexpr int kLevel = 1;  // pictures of a game shrink well at the fastest level

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct CompressedWriter::State {
  explicit State(const std::filesystem::path& target)
      : path(target), file(target), context(ZSTD_createCCtx()), out(ZSTD_CStreamOutSize()) {
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  }

  void compress(std::span<const std::uint8_t> bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer buffer{out.data(), out.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context.get(), &buffer, &in, directive);
      if (ZSTD_isError(left) != 0) throw Error(path.string(), ZSTD_getErrorName(left));
      file.write(std::span<const std::uint8_t>(out).first(buffer.pos));
      if (directive == ZSTD_e_end ? left == 0 : in.pos == in.size) return;
    }
  }

  std::filesystem::path path;
  AtomicFile file;
  std::unique_ptr<ZSTD_CCtx, FreeContext> context;
  std::vector<std::uint8_t> out;
};

CompressedWriter::CompressedWriter(const std::filesystem::path& target) : state_(std::make_unique<State>(target)) {}
CompressedWriter::~CompressedWriter() = default;

void CompressedWriter::write(std::span<const std::uint8_t> bytes) {
  state_->compress(bytes, ZSTD_e_continue);
}

void CompressedWriter::commit() {
  state_->compress({}, ZSTD_e_end);
  state_->file.commit();
}

struct CompressedReader::State {
  explicit State(const std::filesystem::path& source)
      : path(source), file(source, std::ios::binary), context(ZSTD_createDCtx()), in(ZSTD_DStreamInSize()) {
    if (!file) throw Error(path.string(), "cannot be read", "is it there, and may you read it?");
  }

  [[noreturn]] void refuse(std::string_view what) const { throw Error(path.string(), what, "the file is damaged"); }

  /// Decompresses into `bytes`; returns how many came before the stream's end.
  std::size_t fill(std::span<std::uint8_t> bytes) {
    ZSTD_outBuffer out{bytes.data(), bytes.size(), 0};
    while (out.pos < out.size) {
      if (buffer.pos == buffer.size && !ended) {
        file.read(reinterpret_cast<char*>(in.data()), static_cast<std::streamsize>(in.size()));
        buffer = {in.data(), static_cast<std::size_t>(file.gcount()), 0};
        ended = buffer.size == 0;
      }
      const std::size_t before = out.pos;
      const std::size_t result = ZSTD_decompressStream(context.get(), &out, &buffer);
      if (ZSTD_isError(result) != 0) refuse(ZSTD_getErrorName(result));
      if (ended && out.pos == before) break;
    }
    return out.pos;
  }

  std::filesystem::path path;
  std::ifstream file;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context;
  std::vector<std::uint8_t> in;
  ZSTD_inBuffer buffer{nullptr, 0, 0};
  bool ended = false;
};

CompressedReader::CompressedReader(const std::filesystem::path& file) : state_(std::make_unique<State>(file)) {}
CompressedReader::~CompressedReader() = default;

void CompressedReader::read(std::span<std::uint8_t> bytes) {
  const std::size_t got = state_->fill(bytes);
  if (got != bytes.size()) state_->refuse(fmt::format("ends {} bytes early", bytes.size() - got));
}

void CompressedReader::expect_end() {
  std::array<std::uint8_t, 1> more{};
  if (state_->fill(more) != 0) state_->refuse("goes on after its end");
}

}  // namespace spindash
