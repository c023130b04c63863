// Copies the few icons the styles call into static/dist/img, and writes static/dist/app.js: the behaviours of the NHS design system that our pages use, then our own.
//
// A module that imports another file breaks once file names carry a hash, so the few modules are laid end to end
// in the order they need each other. Comments and indents are dropped. Nothing else is changed.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const nhsuk = join(here, '../node_modules/nhsuk-frontend/dist/nhsuk')
const components = {
  'error-summary': 'ErrorSummary',
  'notification-banner': 'NotificationBanner',
  'character-count': 'CharacterCount',
  checkboxes: 'Checkboxes',
  radios: 'Radios',
  'password-input': 'PasswordInput',
  button: 'Button',
  'skip-link': 'SkipLink'
}
const laid = new Map()

function lay (path) {
  if (laid.has(path)) return
  laid.set(path, '')
  const source = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const line = /^(?:import|export)\s(?:[^;]*?\sfrom\s)?'([^']+)';$/gm
  for (const found of source.matchAll(line)) lay(resolve(dirname(path), found[1]))
  const body = source
    .replace(line, '')
    .replace(/^export \{[^}]*\};$/gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s+\/\/ .*$/gm, '')
    .replace(/^\s+/gm, '')
    .replace(/^const _self\b/m, 'var _self') // said by several modules, always the same
  if (/^(import|export)\b/m.test(body)) throw new Error(`${path} exports in a way this build does not know`)
  laid.delete(path)
  laid.set(path, body)
}

for (const name of Object.keys(components)) lay(join(nhsuk, `components/${name}/${name}.mjs`))
const ours = { hints: 'Hints', live: 'Live' } // each a file of static/js that makes one behaviour
const own = [...Object.keys(ours), 'start'].map((name) => readFileSync(join(here, `js/${name}.js`), 'utf8')).join('')
  .replace(/^\s*\/\/.*$/gm, '').replace(/^\s+/gm, '') // nobody reads comments and indents in the browser
  .replace('/* components */', [...Object.values(components), ...Object.values(ours)].join(', '))
mkdirSync(join(here, 'dist/img'), { recursive: true })
writeFileSync(join(here, 'dist/app.js'), [...laid.values()].join('') + own)
for (const icon of ['arrow-down', 'arrow-up', 'arrow-up-down', 'cross']) {
  copyFileSync(join(nhsuk, `assets/images/nhsuk-icon-${icon}.svg`), join(here, `dist/img/nhsuk-icon-${icon}.svg`))
}
