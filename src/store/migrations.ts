/**
 * The schema, one step a version; `PRAGMA user_version` tells how far a store is. Steps that have shipped never change.
 * Findings are stored once and change rarely: a run that sees what the one before saw writes one row.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE run (
      id INTEGER PRIMARY KEY, scope TEXT NOT NULL, plan TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, state TEXT NOT NULL, tool TEXT NOT NULL,
      process INTEGER NOT NULL, host TEXT NOT NULL, targets INTEGER NOT NULL, reached INTEGER NOT NULL DEFAULT 0,
      critical INTEGER NOT NULL DEFAULT 0, error INTEGER NOT NULL DEFAULT 0, warning INTEGER NOT NULL DEFAULT 0,
      clear INTEGER NOT NULL DEFAULT 0, unchecked INTEGER NOT NULL DEFAULT 0, exit INTEGER NOT NULL DEFAULT 0,
      opened INTEGER NOT NULL DEFAULT 0, worsened INTEGER NOT NULL DEFAULT 0, resolved INTEGER NOT NULL DEFAULT 0)`,
    `CREATE TABLE finding (
      id INTEGER PRIMARY KEY, scope TEXT NOT NULL, fingerprint TEXT NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL, endpoint TEXT NOT NULL,
      subject TEXT NOT NULL, label TEXT NOT NULL, title TEXT NOT NULL, message TEXT NOT NULL, docs TEXT NOT NULL, instances INTEGER NOT NULL, cause TEXT NOT NULL,
      state TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER, resolved_at INTEGER, first_run INTEGER NOT NULL, changed_in INTEGER NOT NULL,
      returns INTEGER NOT NULL DEFAULT 0, told TEXT NOT NULL DEFAULT '', UNIQUE (scope, fingerprint))`,
    `CREATE INDEX finding_open ON finding (scope) WHERE state IN ('open', 'uncertain')`,
    `CREATE TABLE change (
      finding INTEGER NOT NULL, run INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, severity TEXT NOT NULL, before TEXT, at INTEGER NOT NULL,
      PRIMARY KEY (finding, run)) WITHOUT ROWID`,
    'CREATE INDEX change_run ON change (run)',
    `CREATE TABLE target (
      id INTEGER PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, reached INTEGER NOT NULL, reason TEXT NOT NULL, listed INTEGER NOT NULL, UNIQUE (scope, name))`,
    `CREATE TABLE target_change (
      target INTEGER NOT NULL, run INTEGER NOT NULL, reached INTEGER NOT NULL, reason TEXT NOT NULL, listed INTEGER NOT NULL, PRIMARY KEY (target, run)) WITHOUT ROWID`,
    `CREATE TABLE outbox (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL, receiver TEXT NOT NULL, body TEXT NOT NULL, run INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
      due INTEGER NOT NULL, created INTEGER NOT NULL, failed INTEGER NOT NULL DEFAULT 0, last_error TEXT, UNIQUE (receiver, key))`,
    'CREATE INDEX outbox_due ON outbox (due) WHERE failed = 0',
  ],
]
