// Light, dark, or as the system has it: kept in the browser. dash.pages uses it.
const NAMES = { auto: "Theme: system", light: "Theme: light", dark: "Theme: dark" };

export default {
  data() {
    let kept = null;
    try {
      kept = localStorage.getItem("usnmp-theme");
    } catch (e) {}
    return { theme: kept in NAMES ? kept : "auto", names: NAMES };
  },
  mounted() {
    this.apply();
  },
  methods: {
    apply() {
      Quasar.Dark.set({ auto: "auto", light: false, dark: true }[this.theme]);
    },
    next() {
      const all = Object.keys(NAMES);
      this.theme = all[(all.indexOf(this.theme) + 1) % all.length];
      try {
        localStorage.setItem("usnmp-theme", this.theme);
      } catch (e) {}
      this.apply();
    },
  },
  template: `<button type="button" class="u-theme" @click="next" :title="names[theme]"
 :aria-label="names[theme]">{{ { auto: "◐", light: "☀", dark: "☾" }[theme] }}</button>`,
};
