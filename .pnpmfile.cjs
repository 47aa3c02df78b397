// The Node platform packages state os and cpu as strings, which pnpm ignores; without this it would link the wrong one.
module.exports = {
  hooks: {
    readPackage(pkg) {
      const match = /^node-(linux|win|darwin)-(x64|arm64)$/.exec(pkg.name ?? '')
      if (match) {
        pkg.os = [match[1] === 'win' ? 'win32' : match[1]]
        pkg.cpu = [match[2]]
      }
      return pkg
    },
  },
}
