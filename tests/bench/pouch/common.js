// What server and phone share.
'use strict'

const fs = require('fs')
const readline = require('readline')
const PouchDB = require('pouchdb')

// Puts every document of a file, one a line, into a database.
async function fill(database, file) {
  const documents = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
  for (let from = 0; from < documents.length; from += 500) {
    const results = await database.bulkDocs(documents.slice(from, from + 500))
    const failed = results.find((result) => result.error)
    if (failed) throw new Error(failed.message)
  }
  return { documents: documents.length }
}

// Obeys one command at a time until the input ends.
function serve(commands) {
  let before = Promise.resolve()
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    before = before.then(async () => {
      let answer
      try {
        const command = JSON.parse(line)
        answer = await commands[command.do](command)
      } catch (error) {
        answer = { error: String(error.message || error) }
      }
      process.stdout.write(JSON.stringify(answer) + '\n')
    })
  })
  lines.on('close', () => process.exit(0))
}

module.exports = { PouchDB, fill, serve }
