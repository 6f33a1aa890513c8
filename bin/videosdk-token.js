#!/usr/bin/env node
// Written so that every Node since 10 can read it: an old one is told so in one line.
var version = process.versions.node.split('.').map(Number)
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  process.stderr.write(`error: videosdk-token needs Node 20.19 or newer, and this is Node ${process.versions.node}
`)
  process.exitCode = 2
} else {
  require('../dist/cli.cjs').run()
}
