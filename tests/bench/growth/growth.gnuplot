# gnuplot -e "data='growth.dat'; output_file='growth.svg'" growth.gnuplot
set terminal svg size 1040,640 font "sans-serif,12" background rgb "white"
set output output_file
set logscale xy
set format x "10^{%L}"
set grid lc rgb "#dddddd"
set border 3 lc rgb "#888888"
set tics nomirror
set key top left
name(i) = system(sprintf("grep '^\"' '%s' | sed -n %dp | tr -d '\"'", data, i + 1))
stats data nooutput
set multiplot layout 2,3
do for [i=0:STATS_blocks-1] {
  set title name(i)
  plot data index i using 1:2 with linespoints lw 2 pt 7 ps 0.6 lc rgb "#2266aa" title "seconds", \
       "" index i using 1:3 with linespoints lw 2 pt 5 ps 0.6 lc rgb "#cc7722" title "MB"
}
unset multiplot
