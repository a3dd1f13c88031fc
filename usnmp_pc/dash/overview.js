// All boards, as cards; values are text, whatever is in them. dash.overview uses it.
const WORDS = { ok: "", alarm: "alarm", lost: "no answer", waiting: "asking" };
const RANK = { lost: 0, alarm: 1, waiting: 2, ok: 2 };
// Vue is not to watch what is within: a board is replaced as a whole.
const raw = (board) => Vue.markRaw(Vue.toRaw(board));

export default {
  props: { boards: Array },
  data() {
    return { all: this.boards.map(raw), filter: "", words: WORDS };
  },
  computed: {
    shown() {
      const wanted = this.filter.toLowerCase();
      const has = (b) =>
        (b.name + " " + b.host).toLowerCase().includes(wanted) ||
        b.values.some((v) => v[0].toLowerCase().includes(wanted));
      const found = wanted ? this.all.filter(has) : this.all.slice();
      return found.sort((a, b) => RANK[a.state] - RANK[b.state] || a.i - b.i);
    },
    sum() {
      const count = (state) => this.all.filter((b) => b.state === state).length;
      const parts = [this.all.length + (this.all.length === 1 ? " board" : " boards")];
      if (count("lost")) parts.push(count("lost") + " without an answer");
      if (count("alarm")) parts.push(count("alarm") + " with an alarm");
      return parts.join(", ");
    },
  },
  methods: {
    update(boards) {
      for (const b of boards) this.all[b.i] = raw(b);
    },
  },
  template: `
<div class="u-overview">
  <div class="u-bar">
    <input v-model="filter" type="search" placeholder="Filter" aria-label="Filter boards">
    <span class="u-sum" role="status">{{ sum }}</span>
  </div>
  <div class="u-cards">
    <a v-for="b in shown" :key="b.i" v-memo="[b]" :href="'/board/' + b.i"
       :class="['u-card', b.state]" :data-host="b.host">
      <div class="u-head"><bdi class="u-name">{{ b.name }}</bdi>
        <span v-if="words[b.state]" class="u-state">{{ words[b.state] }}</span></div>
      <bdi v-if="b.host !== b.name" class="u-dim">{{ b.host }}</bdi>
      <bdi v-if="b.why" class="u-why">{{ b.why }}</bdi>
      <div class="u-values">
        <div v-for="v in b.values" :class="{ odd: v[2] }"><bdi>{{ v[0] }}</bdi>
          <bdi class="u-value">{{ v[1] }}</bdi></div>
      </div>
      <div v-if="b.more" class="u-dim">and {{ b.more }} more</div>
    </a>
  </div>
</div>`,
};
