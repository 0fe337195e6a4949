// Builds the console into a folder, each file packed with gzip: node build.mjs <folder>
// Installs what is missing first. Several may start it at once; one of them builds.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2]
const stamp = join(out, '.built')
const lock = join(here, '.building')
const oldest = 15 * 60_000
const ownInputs = ['package.json', 'package-lock.json', 'index.html', 'vite.config.ts', 'tsconfig.json', 'build.mjs', 'openapi.json']

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
const age = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0)
const newestSource = () => Math.max(...[...files(join(here, 'src')), ...ownInputs.map((name) => join(here, name))].map(age))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for the console: the server is built without it, the API is complete. It needs 20.19 or later.`,
  )
  process.exit(0)
}

lockOrWait()
try {
  if (age(stamp) < newestSource()) build()
} finally {
  rmSync(lock, { recursive: true, force: true })
}

function lockOrWait() {
  for (;;) {
    try {
      mkdirSync(lock)
      return
    } catch (taken) {
      if (taken.code !== 'EEXIST') throw taken
      // Left behind by a build that was killed.
      if (Date.now() - age(lock) > oldest) rmSync(lock, { recursive: true, force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    }
  }
}

function build() {
  const began = new Date()
  if (
    age(join(here, 'node_modules/.package-lock.json')) < age(join(here, 'package-lock.json')) &&
    !run('npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error')
  ) {
    console.error(
      'The console needs packages that could not be installed (npm ci, above): the server is built without it, the API is complete.',
    )
    process.exitCode = 0
    return
  }

  if (!run(process.execPath, 'node_modules/vite/bin/vite.js', 'build', '--outDir', out, '--emptyOutDir', '--logLevel', 'error')) {
    process.exitCode = 1
    return
  }

  for (const file of files(out)) {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
    rmSync(file)
  }

  // As old as its beginning: what changed meanwhile is built the next time.
  writeFileSync(stamp, '')
  utimesSync(stamp, began, began)
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' && command === 'npm' })
  return status === 0
}
