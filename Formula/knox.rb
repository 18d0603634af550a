class Knox < Formula
  desc "Unix tools for audit data: BSM trails, Linux Audit, Endpoint Security"
  homepage "https://github.com/knox-audit/knox"
  url "https://github.com/knox-audit/knox.git", tag: "v0.1.0"
  license "Apache-2.0"
  head "https://github.com/knox-audit/knox.git", branch: "main"

  depends_on "cli11" => :build
  depends_on "cmake" => :build
  depends_on "ninja" => :build
  depends_on "fmt"
  depends_on "lz4"
  depends_on "simdjson"
  depends_on "zstd"

  uses_from_macos "zlib"

  def install
    system "cmake", "-S", ".", "-B", "build", "-G", "Ninja", *std_cmake_args
    system "cmake", "--build", "build"
    system "cmake", "--install", "build"
  end

  # A trail of one record: header32, exec_args, path, subject32, return32, trailer.
  def trail
    event = 23 # AUE_EXECVE
    tokens = [0x3c, 3, "echo", "hello", "two words"].pack("CNZ*Z*Z*")
    tokens << [0x23, 10, "/bin/echo"].pack("CnZ*")
    tokens << [0x24, 501, 501, 20, 501, 20, 4242, 100, 0, 0x7f000001].pack("CN9")
    tokens << [0x27, 0, 0].pack("CCN")
    size = 18 + tokens.bytesize + 7
    header = [0x14, size, 11, event, 0, 1_700_000_000, 0].pack("CNCnnNN")
    header + tokens + [0x13, 0xb105, size].pack("CnN")
  end

  test do
    (testpath/"trail").binwrite(trail)
    json = shell_output("#{bin}/bsm2json #{testpath}/trail")
    assert_match '"hello"', json
    assert_match "2023-11-14T22:13:20", json
    assert_match "echo hello", shell_output("#{bin}/commands #{testpath}/trail")
    assert_match version.to_s, shell_output("#{bin}/commands --version")
  end
end
