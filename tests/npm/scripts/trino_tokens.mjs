// Trino's tokens by the lexer of dt-sql-parser, which ANTLR made of Trino's own grammar.
// node trino_tokens.mjs FILE: a JSON array of statements; writes an array of tokens for each: [kind, first character, character behind the last]. What no parser sees is left out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { CharStreams } = require('antlr4ng');
const { TrinoSqlLexer } = require('dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js');

// The stream counts code points, C# UTF-16 units.
const units = statement => {
  const at = [0];
  for (const character of statement) at.push(at[at.length - 1] + character.length);
  return at;
};

const kindOf = (name, text) => {
  if (name === 'QUOTED_IDENTIFIER') return 'quoted';
  if (name === 'IDENTIFIER' || name?.startsWith('KW_')) return 'name';
  if (name === 'UNRECOGNIZED' || name === 'BACKQUOTED_IDENTIFIER') return 'unknown';
  return name ?? text;
};

const statements = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const all = statements.map(statement => {
  const at = units(statement);
  const lexer = new TrinoSqlLexer(CharStreams.fromString(statement));
  lexer.removeErrorListeners();
  return lexer.getAllTokens().filter(token => token.channel === 0)
    .map(token => [kindOf(TrinoSqlLexer.symbolicNames[token.type], token.text), at[token.start], at[token.stop + 1]]);
});
process.stdout.write(JSON.stringify(all));
