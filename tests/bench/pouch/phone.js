// A PouchDB over leveldb that replicates with a server. Commands come as lines of JSON on the standard input,
// and each is answered by one line.
'use strict'

const { serve, PouchDB, fill } = require('./common')

const [folder, address] = process.argv.slice(2)
const Databases = PouchDB.defaults({ prefix: `${folder}/` })
const local = new Map()
const remote = new Map()

function open(where, name, make) {
  if (!where.has(name)) where.set(name, make())
  return where.get(name)
}
const mine = (name) => open(local, name, () => new Databases(name))
const theirs = (name) => open(remote, name, () => new PouchDB(`${address}/${name}`))

serve({
  fill: async ({ database, file }) => fill(mine(database), file),
  push: async ({ database }) => {
    const done = await mine(database).replicate.to(theirs(database))
    return { ok: done.ok, documents: done.docs_written, failed: done.doc_write_failures }
  },
  pull: async ({ database }) => {
    const done = await mine(database).replicate.from(theirs(database))
    return { ok: done.ok, documents: done.docs_written, failed: done.doc_write_failures }
  },
  count: async ({ database }) => ({ documents: (await mine(database).info()).doc_count }),
})
process.stdout.write(JSON.stringify({ port: 0 }) + '\n')
