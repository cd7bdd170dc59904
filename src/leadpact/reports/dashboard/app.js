"use strict";
(async () => {
  const TONES = ["var(--one)", "var(--two)", "var(--three)", "var(--four)"];
  const PAGE = 50;
  const DAY = 86400;
  const WEEKS = 12;
  const OWNERS = 12;
  const STATES = {
    ahead: ["▲ ahead", "good"], on_track: ["● on track", "good"], behind: ["▼ behind", "warn"],
    met: ["✓ met", "good"], missed: ["✗ missed", "bad"], no_data: ["– nothing to measure", "plain"],
  };
  const OUTCOMES = {
    met: ["kept", "good"], met_late: ["kept late", "bad"], never_met: ["never kept", "bad"],
    running: ["running", "plain"], at_risk: ["at risk", "warn"], paused: ["paused", "plain"],
    void: ["no longer owed", "plain"], excused: ["waived", "plain"],
  };
  const $ = (id) => document.getElementById(id);
  const D = await unpacked($("data").textContent.trim());
  const OPEN = new Set(["running", "at_risk", "paused"]);
  const leads = D.leads, runs = D.runs, count = leads.id.length;
  const first = starts(D.events.count);
  const runsOf = grouped(runs.lead), owedOf = grouped(D.owed.lead);
  const tone = new Map(D.parties.map((one, place) => [one.name, TONES[place % TONES.length]]));
  const segments = leads.facts.filter((fact) => fact.filter);
  const view = { from: null, to: null, owner: null, segment: null, pick: null, find: "", page: 0, everybody: false };

  // Small helpers.

  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  }
  function starts(counts) {
    let sum = 0;
    return counts.map((each) => { const start = sum; sum += each; return start; });
  }
  function grouped(column) {
    const found = new Map();
    column.forEach((key, place) => {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(place);
    });
    return found;
  }
  function el(tag, traits = {}, ...children) {
    const made = document.createElement(tag);
    put(made, traits, children);
    return made;
  }
  function svg(tag, traits = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    put(made, traits, children);
    return made;
  }
  function put(made, traits, children) {
    for (const [name, value] of Object.entries(traits)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (name === "style") for (const [key, to] of Object.entries(value)) made.style.setProperty(key, to);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
  }
  const number = (value) => value.toLocaleString("en-US");
  const share = (part, whole) => whole ? `${(Math.floor(part * 1000 / whole) / 10).toFixed(1).replace(/\.0$/, "")}%` : "–";
  const owner = (place) => place === null ? "nobody" : D.owners[place];
  const text = (place) => D.texts[place];
  const words = (name) => name.replaceAll("_", " ");
  const many = (n, one, more) => `${number(n)} ${n === 1 ? one : more}`;

  const dates = new Intl.DateTimeFormat("en-GB", { timeZone: D.zone, weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const times = new Intl.DateTimeFormat("en-GB", { timeZone: D.zone, hour: "2-digit", minute: "2-digit" });
  const plainDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });
  const moment = (at) => `${dates.format(at * 1000).replace(",", "")}, ${times.format(at * 1000)}`;
  const dayText = (day) => plainDay.format(day * DAY * 1000);
  const dayIso = (day) => new Date(day * DAY * 1000).toISOString().slice(0, 10);
  const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY / 1000);
  function span(seconds) {
    const units = [["d", DAY], ["h", 3600], ["min", 60], ["s", 1]];
    let left = Math.abs(Math.round(seconds));
    const parts = [];
    for (const [name, size] of units) {
      const whole = Math.floor(left / size);
      left -= whole * size;
      if (whole && parts.length < 2) parts.push(`${whole} ${name}`);
      else if (parts.length) break;
    }
    return parts.join(" ") || "0 s";
  }
  function opened(seconds) {
    const minutes = Math.round(seconds / 60), hours = Math.floor(minutes / 60);
    if (seconds < 60) return `${Math.round(seconds)} s`;
    return [hours ? `${number(hours)} h` : "", minutes % 60 ? `${minutes % 60} min` : ""].filter(Boolean).join(" ");
  }

  // What the filters leave.

  const isLead = (lead) => view.segment === null || segments[view.segment[0]].values[lead] === view.segment[1];
  const isOwner = (place) => view.owner === null || (view.owner === -1 ? place === null : place === view.owner);
  const inDays = (day) => (view.from === null || day >= view.from) && (view.to === null || day <= view.to);
  const outcome = (run) => D.outcomes[runs.outcome[run]];
  function isRun(run) {
    if (!isLead(runs.lead[run]) || !isOwner(runs.owner[run])) return false;
    if (OPEN.has(outcome(run))) return view.to === null || runs.start_day[run] <= view.to;
    return inDays(runs.due_day[run]);
  }
  const isOverdue = (run) => outcome(run) === "never_met" && runs.end[run] === null;
  const KINDS = {
    met: ["kept on time", (run) => outcome(run) === "met"],
    met_late: ["kept late", (run) => outcome(run) === "met_late"],
    never_met: ["never kept", (run) => outcome(run) === "never_met"],
    open: ["not due yet", (run) => OPEN.has(outcome(run))],
    at_risk: ["at risk", (run) => outcome(run) === "at_risk"],
    overdue: ["overdue now", isOverdue],
    violated: ["violated", (run) => outcome(run) === "never_met"],
  };
  function tallied(chosen) {
    const found = D.promises.map(() => ({ met: 0, met_late: 0, never_met: 0, open: 0, at_risk: 0, overdue: 0 }));
    for (const run of chosen) {
      const cell = found[runs.promise[run]], word = outcome(run);
      if (word in cell) cell[word] += 1;
      if (OPEN.has(word)) cell.open += 1;
      if (isOverdue(run)) cell.overdue += 1;
    }
    return found;
  }
  function chosenRuns() {
    const found = [];
    for (let run = 0; run < runs.lead.length; run += 1) if (isRun(run)) found.push(run);
    return found;
  }

  // Parts of the page.

  const body = (id) => $(id).querySelector(".body");
  function picker(value, pick, label) {
    if (!value) return "0";
    return el("button", { type: "button", class: "pick", "aria-label": `${number(value)} ${label}`, onclick: () => choose(pick) }, number(value));
  }
  function choose(pick) {
    Object.assign(view, { pick, page: 0, find: "" });
    renderLeads();
    $("leads-title").focus();
    $("leads").scrollIntoView({ block: "start" });
  }
  const told = (word, table) => { const [label, kind] = table[word]; return el("span", { class: `state ${kind}` }, label); };
  const period = (goal) => `${dayText(dayOf(goal.first))} to ${dayText(dayOf(goal.last))}`;
  const current = () => D.goals.filter((goal) => dayOf(goal.first) <= D.today && D.today <= dayOf(goal.last));

  function renderAlerts(counts) {
    const found = [];
    D.promises.forEach((promise, place) => {
      const cell = counts[place];
      if (!promise.limit && cell.overdue)
        found.push(el("li", {}, picker(cell.overdue, [place, "overdue"], `overdue now, ${promise.label}: show the leads`), ` overdue now: ${promise.label}`));
      if (promise.limit && cell.never_met)
        found.push(el("li", {}, picker(cell.never_met, [place, "violated"], `times not kept, ${promise.label}: show the leads`), ` times not kept: ${promise.label}`));
    });
    for (const goal of D.goals) {
      const group = goal.group ? `, ${goal.group}` : "";
      if (goal.state === "missed" || goal.state === "behind")
        found.push(el("li", { class: goal.state === "behind" ? "warned" : null }, told(goal.state, STATES), ` ${words(goal.name)}${group}: ${goal.value || "none"}; asked for: ${goal.asks} (${period(goal)})`, goal.owed ? el("span", { class: "small" }, `. Owed: ${goal.owed}`) : ""));
    }
    D.promises.forEach((promise, place) => {
      const risk = counts[place].at_risk;
      if (risk) found.push(el("li", { class: "warned" }, picker(risk, [place, "at_risk"], `at risk, ${promise.label}: show the leads`), ` at risk: ${promise.label}`));
    });
    if (D.refused) found.push(el("li", { class: "warned" }, `${many(D.refused, "lead", "leads")} could not be judged: their data are wrong`));
    body("alerts").replaceChildren(found.length ? el("ul", { class: "alerts" }, ...found) : el("p", { class: "good" }, "✓ Nothing: every promise is kept so far, and every goal is on track."));
  }

  function renderSides(counts, chosen) {
    const weeks = weekly(chosen);
    const cards = D.parties.map((party) => {
      const goals = current().filter((goal) => goal.party === party.name);
      const rows = [];
      D.promises.forEach((promise, place) => {
        if (promise.party === party.name) rows.push(promiseRow(promise, place, counts[place], weeks[place]));
      });
      return el("div", { class: "card", style: { "--tone": tone.get(party.name) } },
        el("h3", {}, party.label),
        goals.length ? el("ul", { class: "goals", "aria-label": `Goals of ${party.label}` }, ...goals.map(goalItem)) : "",
        rows.length ? el("div", { class: "scroll" }, el("table", {}, el("caption", {}, "Promises that were due in the days; a number shows its leads"), head(["Promise", "On time", "Late", "Never", "Open", "Share", "By week"], 1, 5), el("tbody", {}, ...rows))) : el("p", { class: "small" }, goals.length ? "" : "owes no goal and no promise"));
    });
    body("sides").replaceChildren(el("div", { class: "sides" }, ...cards));
  }
  function goalItem(goal) {
    const line = goal.line ? `, the line of today is at ${goal.line}` : "";
    const group = goal.group ? `${goal.group}: ` : "";
    return el("li", {}, el("span", {}, told(goal.state, STATES), ` ${group}${goal.value}`), el("span", { class: "small" }, `${goal.asks}${line}`));
  }
  function head(names, from, to) {
    return el("thead", {}, el("tr", {}, ...names.map((name, place) => el("th", { scope: "col", class: place >= from && place <= to ? "n" : null }, name))));
  }
  function promiseRow(promise, place, cell, weeks) {
    const decided = cell.met + cell.met_late + cell.never_met;
    const of = (kind) => el("td", { class: "n", "data-kind": kind }, picker(cell[kind], [place, kind], `${KINDS[kind][0]}, ${promise.label}: show the leads`));
    const name = el("th", { scope: "row" }, promise.label);
    if (promise.limit)
      return el("tr", { "data-promise": promise.name }, name, el("td", { class: "n", colspan: 5 }, "violated ", picker(cell.never_met, [place, "violated"], `times not kept, ${promise.label}: show the leads`)), el("td", {}, ""));
    return el("tr", { "data-promise": promise.name }, name, of("met"), of("met_late"), of("never_met"), of("open"), el("td", { class: "n" }, share(cell.met, decided)), el("td", {}, spark(promise, weeks)));
  }

  // The share on time, week by week.

  function weekly(chosen) {
    const found = D.promises.map(() => new Map());
    for (const run of chosen) {
      const word = outcome(run);
      if (word !== "met" && word !== "met_late" && word !== "never_met") continue;
      const day = runs.due_day[run], week = day - ((day + 3) % 7);
      const weeks = found[runs.promise[run]];
      if (!weeks.has(week)) weeks.set(week, [0, 0]);
      const cell = weeks.get(week);
      cell[1] += 1;
      if (word === "met") cell[0] += 1;
    }
    return found.map((weeks) => [...weeks].sort((one, other) => one[0] - other[0]).slice(-WEEKS));
  }
  function spark(promise, weeks) {
    if (!weeks.length) return "–";
    const said = weeks.map(([week, [met, all]]) => `week of ${dayText(week)} ${share(met, all)}`).join(", ");
    const bars = weeks.map(([, [met, all]], place) => {
      const height = Math.max(1, 22 * met / all);
      return svg("rect", { x: place * 8, y: 24 - height, width: 6, height, fill: met === all ? "var(--good)" : "var(--muted)" });
    });
    return svg("svg", { viewBox: "0 0 96 24", width: 96, height: 24, role: "img", "aria-label": `${promise.label}, on time: ${said}` }, svg("title", {}, said), ...bars);
  }

  // Goals day by day.

  function renderLines() {
    const cards = D.waterfalls.map((goal) => el("div", { class: "card", style: { "--tone": tone.get(goal.party) } },
      el("h3", {}, words(goal.name)), el("p", { class: "small" }, goal.asks), chart(goal), numbers(goal)));
    body("lines").replaceChildren(cards.length ? el("div", { class: "charts" }, ...cards) : el("p", { class: "small" }, "No goal counts leads that enter a stage."));
    if (D.waterfalls.length) body("lines").append(el("p", { class: "small" }, "Goals count all leads: filters do not change them. Solid: so far; dashed: the goal line; thin: the period before."));
  }
  function chart(goal) {
    const W = 520, H = 200, left = 44, right = 84, top = 10, bottom = 24, days = goal.days.length;
    const known = (list) => list.filter((one) => one !== null);
    const most = Math.max(1, goal.goal, ...known(goal.so_far), ...known(goal.last_period));
    const x = (place) => left + (W - left - right) * (days === 1 ? 1 : place / (days - 1));
    const y = (value) => top + (H - top - bottom) * (1 - value / most);
    const path = (list) => list.map((value, place) => value === null ? "" : `${x(place).toFixed(1)},${y(value).toFixed(1)}`).filter(Boolean).join(" ");
    const step = nice(most);
    const parts = [];
    for (let value = 0; value <= most; value += step) {
      parts.push(svg("line", { x1: left, x2: W - right, y1: y(value), y2: y(value), stroke: "var(--line)" }));
      parts.push(svg("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, number(value)));
    }
    for (const place of new Set([0, Math.floor((days - 1) / 2), days - 1]))
      parts.push(svg("text", { x: x(place), y: H - 6, "text-anchor": place === 0 ? "start" : "middle" }, dayText(dayOf(goal.days[place])).replace(/ \d{4}$/, "")));
    const line = goal.days.map((_, place) => goal.goal * (place + 1) / days);
    parts.push(svg("polyline", { points: path(goal.last_period), fill: "none", stroke: "var(--muted)", "stroke-width": 1 }));
    parts.push(svg("polyline", { points: path(line), fill: "none", stroke: "var(--ink)", "stroke-width": 1.5, "stroke-dasharray": "6 4" }));
    parts.push(svg("polyline", { points: path(goal.so_far), fill: "none", stroke: "var(--tone)", "stroke-width": 3 }));
    const past = known(goal.so_far), at = past.length - 1;
    const ends = [[days - 1, goal.goal, `goal ${number(goal.goal)}`, ""]];
    if (at >= 0) ends.push([at, past[at], `${number(past[at])} so far`, "said"]);
    let before = -Infinity;
    for (const [place, value, label, kind] of ends.sort((one, other) => y(one[1]) - y(other[1]))) {
      before = Math.max(y(value) + 4, before + 14);
      parts.push(svg("text", { x: Math.min(x(place) + 6, W - right + 6), y: before, class: kind || null }, label));
    }
    const said = at < 0 ? "not begun" : `${number(past[at])} so far, the line is at ${number(Math.round(line[at] * 10) / 10)}, the goal at ${number(goal.goal)}`;
    return svg("svg", { viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "img", "aria-label": `${words(goal.name)}: ${said}` }, ...parts);
  }
  function nice(most) {
    const rough = most / 4, size = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
    const found = [1, 2, 5, 10].find((one) => one * size >= rough) * size;
    return Math.max(1, found);
  }
  function numbers(goal) {
    const rows = goal.days.map((day, place) => el("tr", {}, el("th", { scope: "row" }, dayText(dayOf(day))), el("td", { class: "n" }, goal.so_far[place] === null ? "" : number(goal.so_far[place])), el("td", { class: "n" }, number(Math.round(goal.goal * (place + 1) / goal.days.length * 10) / 10)), el("td", { class: "n" }, goal.last_period[place] === null ? "" : number(goal.last_period[place]))));
    return el("details", {}, el("summary", {}, "Numbers of each day"), el("div", { class: "scroll" }, el("table", {}, el("caption", {}, goal.asks), head(["Day", "So far", "Goal line", "Period before"], 1, 3), el("tbody", {}, ...rows))));
  }

  // Owners and stages.

  function renderPeople(chosen) {
    const found = new Map();
    for (const run of chosen) {
      if (D.promises[runs.promise[run]].limit) continue;
      const key = runs.owner[run], word = outcome(run);
      if (!found.has(key)) found.set(key, { met: 0, met_late: 0, never_met: 0, open: 0, overdue: 0 });
      const cell = found.get(key);
      if (word in cell) cell[word] += 1;
      if (OPEN.has(word)) cell.open += 1;
      if (isOverdue(run)) cell.overdue += 1;
    }
    const rows = [...found].sort((one, other) => other[1].overdue - one[1].overdue || decided(other[1]) - decided(one[1]) || owner(one[0]).localeCompare(owner(other[0])));
    const part = view.everybody ? rows : rows.slice(0, OWNERS);
    const more = part.length < rows.length ? el("p", { class: "pages" }, el("button", { type: "button", class: "quiet", onclick: () => { view.everybody = true; renderPeople(chosen); $("people").querySelectorAll("tbody button")[OWNERS].focus(); } }, `Show all ${number(rows.length)} owners`)) : "";
    const table = el("table", {}, el("caption", {}, "All promises together, by who held the lead when each was due"), head(["Owner", "On time", "Late", "Never", "Open", "Overdue now", "Share"], 1, 6),
      el("tbody", {}, ...part.map(([key, cell]) => el("tr", { "data-owner": owner(key) }, el("th", { scope: "row" }, el("button", { type: "button", class: "pick", onclick: () => { $("owner").value = key === null ? "-1" : String(key); read(); } }, owner(key))), ...["met", "met_late", "never_met", "open", "overdue"].map((kind) => el("td", { class: "n" }, number(cell[kind]))), el("td", { class: "n" }, share(cell.met, decided(cell)))))));
    body("people").replaceChildren(...(rows.length ? [el("div", { class: "scroll" }, table), more] : [el("p", { class: "small" }, "Nothing in these days.")]));
  }
  const decided = (cell) => cell.met + cell.met_late + cell.never_met;

  function renderStages() {
    const names = [...D.stages.map((stage) => stage.name), null];
    const found = new Map(names.map((name) => [name, 0]));
    for (let lead = 0; lead < count; lead += 1) if (isLead(lead) && isOwner(leads.owner[lead])) found.set(leads.stage[lead], (found.get(leads.stage[lead]) || 0) + 1);
    const most = Math.max(1, ...found.values());
    const label = (name) => name === null ? "in no stage" : (D.stages.find((stage) => stage.name === name) || { label: name }).label;
    body("stages").replaceChildren(el("p", { class: "small" }, "The furthest stage of each lead now, whatever the days."), el("div", { class: "bars", role: "list" }, ...[...found].map(([name, n]) => el("div", { class: "bar", role: "listitem" }, el("span", {}, label(name)), el("i", { style: { width: `${100 * n / most}%` } }), el("span", { class: "n" }, number(n))))));
  }

  // Leads, and one lead.

  function shownLeads() {
    const query = view.find.trim().toLowerCase();
    const isFound = (lead) => !query || leads.id[lead].toLowerCase().includes(query);
    if (view.pick) {
      const [promise, kind] = view.pick, holds = KINDS[kind][1];
      const chosen = chosenRuns().filter((run) => runs.promise[run] === promise && holds(run));
      return [...new Set(chosen.map((run) => runs.lead[run]))].filter(isFound);
    }
    const found = [];
    for (let lead = 0; lead < count; lead += 1) if (isLead(lead) && isOwner(leads.owner[lead]) && isFound(lead)) found.push(lead);
    const overdue = new Map(found.map((lead) => [lead, overdueOf(lead)]));
    return found.sort((one, other) => overdue.get(other) - overdue.get(one) || (leads.created[other] || 0) - (leads.created[one] || 0));
  }
  const overdueOf = (lead) => (runsOf.get(lead) || []).filter((run) => isOverdue(run) && !D.promises[runs.promise[run]].limit).length;
  const openOf = (lead) => (runsOf.get(lead) || []).filter((run) => OPEN.has(outcome(run))).length;
  function renderLeads() {
    const found = shownLeads(), pages = Math.max(1, Math.ceil(found.length / PAGE));
    view.page = Math.min(view.page, pages - 1);
    const part = found.slice(view.page * PAGE, (view.page + 1) * PAGE);
    const what = view.pick ? `${D.promises[view.pick[0]].label}: ${KINDS[view.pick[1]][0]}` : "All, overdue first";
    const rows = part.map((lead) => el("tr", {}, el("th", { scope: "row", class: "one" }, el("button", { type: "button", class: "pick", onclick: () => open(lead) }, leads.id[lead])), el("td", {}, leads.stage[lead] || "–"), el("td", { class: "one" }, owner(leads.owner[lead])), el("td", { class: "one" }, leads.created[lead] === null ? "–" : moment(leads.created[lead])), el("td", { class: "n" }, number(openOf(lead))), el("td", { class: "n" }, number(overdueOf(lead)))));
    const find = el("input", { type: "search", value: view.find, oninput: (event) => { view.find = event.target.value; view.page = 0; renderList(); } });
    function renderList() {
      const at = find.selectionStart;
      renderLeads();
      const again = $("leads").querySelector("input");
      again.focus();
      again.setSelectionRange(at, at);
    }
    $("leads-title").textContent = `Leads: ${number(found.length)}`;
    body("leads").replaceChildren(
      el("p", { class: "small" }, what, " ", view.pick ? el("button", { type: "button", class: "quiet", onclick: () => choose(null) }, "Show all leads") : ""),
      el("label", { class: "find" }, "Find a lead", find),
      el("div", { class: "scroll" }, el("table", {}, el("caption", {}, `${what}: ${number(found.length)}`), head(["Lead", "Stage", "Owner", "Since", "Open promises", "Overdue"], 4, 5), el("tbody", {}, ...rows))),
      el("p", { class: "pages" }, turn("Previous", -1, view.page === 0), `Page ${number(view.page + 1)} of ${number(pages)}`, turn("Next", 1, view.page >= pages - 1)));
  }
  const turn = (label, by, off) => el("button", { type: "button", class: "quiet", disabled: off, onclick: () => { view.page += by; renderLeads(); $("leads-title").focus(); } }, label);

  function open(lead) {
    const mine = runsOf.get(lead) || [], events = eventsOf(lead);
    const from = Math.min(...events.map((one) => one.at), ...mine.map((run) => runs.start[run]), D.now);
    const to = Math.max(D.now, ...mine.map((run) => runs.due[run] || 0));
    const facts = leads.facts.map((fact) => [fact.label, text(fact.values[lead])]);
    const dialog = $("lead");
    dialog.replaceChildren(
      el("h2", { id: "lead-title" }, leads.id[lead]),
      el("button", { type: "button", class: "quiet", autofocus: true, onclick: () => dialog.close() }, "Close"),
      el("dl", {}, ...[["Stage", leads.stage[lead] || "none"], ["Owner", owner(leads.owner[lead])], ...facts].flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
      el("h3", {}, "Promises and their clocks"),
      ...(mine.length ? mine.map((run) => clock(run, from, to)) : [el("p", { class: "small" }, "Nothing was promised on this lead yet.")]),
      el("h3", {}, "What happened"),
      el("ol", { class: "events" }, ...events.map((one) => el("li", {}, el("span", { class: "small" }, moment(one.at)), el("span", {}, `${one.type}${one.note ? `: ${one.note}` : ""}`, el("span", { class: "small" }, one.actor === "unknown" ? "" : ` by ${one.actor}`))))),
      ...owed(lead));
    dialog.showModal();
  }
  function owed(lead) {
    const steps = owedOf.get(lead) || [];
    if (!steps.length) return [];
    return [el("h3", {}, "What followed"), el("ol", { class: "events" }, ...steps.map((place) => el("li", {}, el("span", { class: "small" }, moment(D.owed.due[place])), el("span", {}, text(D.owed.step[place])))))];
  }
  function eventsOf(lead) {
    const found = [];
    let at = 0;
    for (let place = first[lead]; place < first[lead] + D.events.count[lead]; place += 1) {
      at += D.events.at[place];
      found.push({ at, type: text(D.events.type[place]), actor: D.actors[D.events.actor[place]], note: text(D.events.note[place]) });
    }
    return found;
  }
  function clock(run, from, to) {
    const promise = D.promises[runs.promise[run]], word = outcome(run);
    const [label, kind] = promise.limit ? ["violated", "bad"] : OUTCOMES[word];
    if (promise.limit) return el("p", {}, el("span", { class: `state ${kind}` }, label), ` ${promise.label}, ${moment(runs.start[run])}`);
    const end = runs.end[run] === null ? D.now : runs.end[run];
    const place = (at) => `${(100 * (at - from) / Math.max(1, to - from)).toFixed(2)}%`;
    const width = `${(100 * (end - runs.start[run]) / Math.max(1, to - from)).toFixed(2)}%`;
    const due = runs.due[run] === null ? "stands still" : `due ${moment(runs.due[run])}`;
    const sum = `${opened(runs.used[run])} used of ${text(runs.within[run])}, ${due}`;
    return el("div", {}, el("p", {}, el("span", { class: `state ${kind}` }, label), ` ${promise.label}`), el("p", { class: "small" }, `from ${moment(runs.start[run])}; ${sum}`),
      el("div", { class: "track", "aria-hidden": "true" }, el("b", { class: kind, style: { left: place(runs.start[run]), width } }), runs.due[run] === null ? "" : el("u", { style: { left: place(runs.due[run]) } })));
  }

  // Filters.

  function presets() {
    const today = D.today, now = new Date(today * DAY * 1000);
    const month = (back) => Math.round(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1) / DAY / 1000);
    return {
      all: ["All days", null, null], week: ["Last 7 days", today - 6, today], four: ["Last 28 days", today - 27, today],
      month: ["This month", month(0), today], before: ["Last month", month(1), month(0) - 1], own: ["Other days", null, null],
    };
  }
  function fill() {
    $("days").replaceChildren(...Object.entries(presets()).map(([key, [label]]) => el("option", { value: key }, label)));
    const people = D.owners.map((name, place) => [name, place]).sort((one, other) => one[0].localeCompare(other[0], "en", { numeric: true }));
    $("owner").replaceChildren(el("option", { value: "" }, "Everybody"), el("option", { value: "-1" }, "nobody"), ...people.map(([name, place]) => el("option", { value: place }, name)));
    $("segment").replaceChildren(el("option", { value: "" }, "All leads"), ...segments.map((fact, place) => el("optgroup", { label: fact.label }, ...[...new Set(fact.values)].sort((one, other) => text(one).localeCompare(text(other))).map((value) => el("option", { value: `${place}:${value}` }, `${fact.label}: ${text(value)}`)))));
  }
  function read() {
    const key = $("days").value, [, from, to] = presets()[key];
    for (const label of document.querySelectorAll("#filters .own")) label.hidden = key !== "own";
    const chosen = (id) => $(id).value ? dayOf($(id).value) : null;
    Object.assign(view, key === "own" ? { from: chosen("from"), to: chosen("to") } : { from, to });
    view.owner = $("owner").value === "" ? null : Number($("owner").value);
    view.segment = $("segment").value === "" ? null : $("segment").value.split(":").map(Number);
    view.page = 0;
    render();
  }
  function render() {
    const chosen = chosenRuns(), counts = tallied(chosen);
    renderAlerts(counts);
    renderSides(counts, chosen);
    renderPeople(chosen);
    renderStages();
    renderLeads();
    let n = 0;
    for (let lead = 0; lead < count; lead += 1) if (isLead(lead) && isOwner(leads.owner[lead])) n += 1;
    const days = view.from === null && view.to === null ? "all days" : `${view.from === null ? "the first day" : dayText(view.from)} to ${view.to === null ? "the last" : dayText(view.to)}`;
    $("told").textContent = `${many(n, "lead", "leads")} of ${number(count)}; promises due in ${days}.`;
  }
  fill();
  $("filters").addEventListener("change", read);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => setTimeout(() => { view.pick = null; view.find = ""; read(); }));
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  renderLines();
  render();
  document.body.dataset.ready = "yes";
})();
