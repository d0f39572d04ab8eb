// PouchDB's own HTTP server on 127.0.0.1, over leveldb. Commands come as lines of JSON on the standard
// input, and each is answered by one line.
'use strict'

const { serve, PouchDB, fill } = require('./common')
const express = require('express')

const folder = process.argv[2]
const Databases = PouchDB.defaults({ prefix: `${folder}/` })
let requests = 0

const app = express()
app.use((request, response, next) => {
  requests += 1
  next()
})
app.use('/', require('express-pouchdb')(Databases, { mode: 'minimumForPouchDB', inMemoryConfig: true }))

const listener = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(JSON.stringify({ port: listener.address().port }) + '\n')
  serve({
    fill: async ({ database, file }) => fill(new Databases(database), file),
    count: async ({ database }) => ({ documents: (await new Databases(database).info()).doc_count }),
    requests: async () => {
      const counted = requests
      requests = 0
      return { requests: counted }
    },
  })
})
