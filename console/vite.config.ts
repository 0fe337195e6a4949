import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.BATON_URL ?? 'http://127.0.0.1:7070'
const api = [
  '/assistants',
  '/threads',
  '/runs',
  '/ops',
  '/orchestrate',
  '/session',
  '/metrics',
  '/info',
  '/ready',
  '/health',
  '/console/session',
]

const proxy = Object.fromEntries(api.map((path) => [path, { target: server, changeOrigin: true }]))

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { target: 'es2023', chunkSizeWarningLimit: 2_000, reportCompressedSize: false, modulePreload: { polyfill: false } },
  server: { proxy },
  preview: { proxy },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
