/** What the landing page tells. */
export interface Landing { version: string, modules: readonly string[], targets: readonly string[], problems: readonly string[], telemetryPath: string }

const most = 200

/** The page at `/`: where metrics are, what is read, and a form for /probe. Everything from outside is escaped. */
export function renderLanding({ version, modules, targets, problems, telemetryPath }: Landing): string {
  const list = (items: readonly string[]): string => items.length === 0 ? '<p>none</p>' : `<ul>${items.slice(0, most).map(item => `<li><code>${escapeHtml(item)}</code></li>`).join('')}</ul>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>meshmedic exporter</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}input,select,button{font:inherit}</style></head>
<body><h1>meshmedic exporter</h1><p>Version ${escapeHtml(version)}</p>
<ul><li><a href="${escapeHtml(telemetryPath)}">Metrics of the configured targets</a></li><li><a href="/-/healthy">Healthy</a></li><li><a href="/-/ready">Ready</a></li></ul>
<h2>Probe</h2>
<form action="/probe"><label>Target <input name="target" placeholder="http://10.0.0.7:9901" size="40" required></label>
<label>Module <select name="module">${modules.map(name => `<option>${escapeHtml(name)}</option>`).join('')}</select></label>
<label><input type="checkbox" name="debug" value="true" checked> show the reasoning</label> <button>Probe</button></form>
<h2>Targets (${targets.length})</h2>${list(targets)}
${problems.length > 0 ? `<h2>Problems of discovery</h2>${list(problems)}` : ''}
</body></html>
`
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
