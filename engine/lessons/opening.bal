ballonet 1 seed=7
# lesson: What the app opens with
# shows: the three guests, and in half a minute how each of them is resized
# group: to play with
@0s source lab
@0s say Three Linux guests share 8G. They were promised 11.5G.

# A balloon fragments (the paper's figure 2)
@4s say web has to give 256M: its balloon (○) takes pages wherever it finds them.
@4s balloon set web 512M
@8.5s say 256M more are free above, as soon as the host has zeroed them (≈).

# A balloon gives back what it took, and beyond that memory is added (figure 3)
@10s say db wants to grow: its balloon gives back the 512M that it took.
@10s balloon set db 4G
@12.8s say To get beyond its boot memory it needs new sections: □ present, ▴ going online.
@13s speed 0.1
@13s hotplug add db 512M
@13.1s speed 1

# Removing moves pages away, unless one of them cannot move (figure 1)
@18s say app has to give a whole section. One page that cannot move keeps it (×).
@18s hotplug remove app 128M
@22s say s23 stayed because of a few page tables; what lay in s22 was moved elsewhere (+).

@26s say Your turn: → takes the suggestion.
